import { existsSync } from 'node:fs';
import type { Command } from 'commander';
import type { BroadcastSnapshot } from '../contract/snapshot.ts';
import { SurecastError } from '../contract/surecast-error.ts';
import { hasCatalog } from '../engine/data-directory.ts';
import { chooseSettings, configOption, isDataGiven, type SettingsFlags } from './chosen-settings.ts';
import { withFlags } from './live-config.ts';
import { dataOption, interfaceOption, jsonOption, maxUplinkRateOption, workersOption } from './options.ts';
import { finish } from './outcome.ts';
import { ProgressBar } from './progress-bar.ts';
import { openBare, runEngine } from './run-engine.ts';

type DrainFlags = SettingsFlags & {
  readonly workers?: number;
  readonly interface?: readonly string[];
  readonly maxUplinkRate?: number;
  readonly json?: true;
};

const barEveryMs = 250;

const examples = `
Waits for an origin that does not answer, and goes on when it does. Ctrl-C twice stops it; nothing is lost by that.

Examples:
  surecast drain
  surecast drain --data /mnt/usb/surecast --workers 8`;

/** Adds the command `drain`; it sets `process.exitCode`. */
export function registerDrain(program: Command): void {
  program
    .command('drain')
    .summary('deliver what is left in a data directory')
    .description('Delivers what is left in a data directory, without capturing, and ends its broadcasts.')
    .addOption(dataOption())
    .addOption(configOption())
    .addOption(interfaceOption())
    .addOption(workersOption())
    .addOption(maxUplinkRateOption())
    .addOption(jsonOption())
    .addHelpText('after', examples)
    .action((flags: DrainFlags, command: Command) => runDrain(flags, isDataGiven(command)));
}

/** On a terminal the work of a drain has an end to show; undefined elsewhere. */
function followWithBar(read: () => BroadcastSnapshot | undefined): { stop: () => void } | undefined {
  if (!process.stderr.isTTY) return undefined;
  const bar = new ProgressBar('files');
  const timer = setInterval(() => {
    const broadcast = read();
    if (broadcast === undefined) return;
    const verified = broadcast.origins.reduce((sum, origin) => sum + origin.verifiedFiles, 0);
    const pending = broadcast.origins.reduce((sum, origin) => sum + origin.pendingFiles, 0);
    bar.show(broadcast.name, verified, verified + pending);
  }, barEveryMs);
  return {
    stop: () => {
      clearInterval(timer);
      bar.stop();
    },
  };
}

async function runDrain(flags: DrainFlags, isDataGiven: boolean): Promise<void> {
  const chosen = await chooseSettings(flags, isDataGiven);
  const { dataDirectory } = chosen;
  if (!existsSync(dataDirectory))
    throw new SurecastError('DATA_DIR_MISSING', `There is no data directory ${dataDirectory}.`);
  if (!hasCatalog(dataDirectory)) {
    throw new SurecastError('BROADCAST_UNKNOWN', `${dataDirectory} holds no recordings.`, {
      cure: 'Name the data directory of the broadcast with --data.',
    });
  }
  const json = flags.json === true;
  let broadcasts: BroadcastSnapshot[] = [];
  const end = await runEngine({
    open: openBare(withFlags(chosen.config, flags, dataDirectory), chosen),
    json,
    stopNotice: 'What is left is delivered all the same.',
    onStop: () => undefined,
    work: async ({ engine }, { reporter, follow, atEnd }) => {
      const names = engine.unfinished().map((broadcast) => broadcast.name);
      if (names.length === 0) reporter.say('Nothing is left to deliver.');
      const read = () => {
        broadcasts = names.flatMap((name) => engine.broadcastIfAny(name) ?? []);
        return broadcasts.find((broadcast) => broadcast.phase !== 'complete');
      };
      const bar = followWithBar(read);
      if (bar === undefined) follow(read);
      atEnd(() => {
        bar?.stop();
        read();
      });
      await engine.drain();
    },
  });
  finish({ end, broadcasts, json });
}
