import type { Command } from 'commander';
import { defaultBroadcastName } from '../contract/broadcast-name.ts';
import { SurecastError } from '../contract/surecast-error.ts';
import { isEngineRunning } from '../engine/data-directory-status.ts';
import { chooseOrigins } from '../engine/session/origin-choice.ts';
import {
  chooseSettings,
  configOption,
  isDataGiven,
  keysOption,
  type SettingsFlags,
} from './chosen-settings.ts';
import { dataOption, jsonOption, originOption, positiveNumber } from './options.ts';
import { describeRehearsal, describeTrial } from './rehearse/describe.ts';
import { onStopSignal } from './stop-signals.ts';

type RehearseFlags = SettingsFlags & {
  readonly source?: string;
  readonly origin?: readonly string[];
  readonly duration: number;
  readonly json?: true;
};

const leastSeconds = 5;

const examples = `
Broadcasts to your own origin, as \`surecast live\` does with the same options, and breaks things meanwhile: the link is cut,
stalled, reset and slowed down (only for this broadcast, within this program), and the program is killed and started
again. Then every object is asked about again. To a folder there is no link; there the program alone is killed.
The broadcast stays at the origin, under the name that is printed; its recording here is removed if nothing was lost.

Examples:
  surecast rehearse --origin s3://my-bucket/rehearsals
  surecast rehearse --source "device:/dev/video0,audio:hw:1" --origin s3://my-bucket/rehearsals --duration 300
  surecast rehearse --config /etc/surecast.yml --json

Exit status: 0 all of it held, 1 failed (nothing could be broadcast), 2 wrong usage, 3 stopped by you, 4 something did not hold.`;

/** Adds the command `rehearse`; it sets `process.exitCode`. */
export function registerRehearse(program: Command): void {
  program
    .command('rehearse')
    .summary('run a short broadcast while breaking the link, and report what held')
    .description('Broadcasts for a minute while breaking the link itself, and reports what held.')
    .option('--source <source>', 'test, screen, a file, a URL, or device:NAME[,audio:NAME] (default: test)')
    .addOption(
      originOption(
        's3://BUCKET/PREFIX, surecast://HOST:PORT or file:DIR (repeatable; default: a folder in the data directory)',
      ),
    )
    .option('--duration <seconds>', 'least length of the broadcast', positiveNumber, 60)
    .addOption(dataOption())
    .addOption(configOption())
    .addOption(keysOption())
    .addOption(jsonOption())
    .addHelpText('after', examples)
    .action(async (flags: RehearseFlags, command: Command) => {
      await runRehearse(flags, isDataGiven(command));
    });
}

async function runRehearse(flags: RehearseFlags, isDataGiven: boolean): Promise<void> {
  if (flags.duration < leastSeconds)
    throw new SurecastError('USAGE', `A rehearsal lasts ${leastSeconds} seconds at least.`);
  const { config: file, dataDirectory, access } = await chooseSettings(flags, isDataGiven);
  if (isEngineRunning(dataDirectory)) {
    throw new SurecastError('DATA_DIR_IN_USE', `A broadcast is running on ${dataDirectory}.`, {
      cure: 'Rehearse when it is over: a rehearsal takes its source and its uplink.',
    });
  }
  const { originUrls, optionalOriginUrls } = chooseOrigins(flags, file, dataDirectory);
  const say = (text: string) => void (flags.json ? process.stderr : process.stdout).write(`${text}\n`);
  const stopping = new AbortController();
  const workIsOver = onStopSignal((asked) => {
    if (asked > 1) process.exit(3);
    say('Stopping: the capture ends, and the rest is delivered. Again to stop at once.');
    stopping.abort();
  });
  try {
    // What it needs of the test tools is not loaded by every command.
    const { rehearse } = await import('./rehearse/rehearsal.ts');
    const report = await rehearse({
      name: `rehearsal-${defaultBroadcastName(new Date())}`,
      source: flags.source ?? file.source ?? 'test',
      originUrls: [...originUrls, ...optionalOriginUrls],
      durationSeconds: flags.duration,
      dataDirectory,
      config: file,
      accessOf: access.of,
      signal: stopping.signal,
      say,
      onTrial: (trial) => say(describeTrial(trial)),
    });
    say(describeRehearsal(report));
    if (flags.json) process.stdout.write(`${JSON.stringify(report)}\n`);
    process.exitCode = stopping.signal.aborted ? 3 : report.ok ? 0 : 4;
  } finally {
    workIsOver();
  }
}
