import type { Command } from 'commander';
import { parseBroadcastName } from '../contract/broadcast-name.ts';
import { verifyBroadcast } from '../engine/verify-broadcast.ts';
import {
  chooseSettings,
  configOption,
  isDataGiven,
  keysOption,
  type SettingsFlags,
} from './chosen-settings.ts';
import { dataOption, jsonOption, originOption } from './options.ts';
import { ProgressBar } from './progress-bar.ts';
import { describeVerification, verifyExitStatus } from './verify-lines.ts';

type VerifyFlags = SettingsFlags & {
  readonly origin?: readonly string[];
  readonly deep?: true;
  readonly json?: true;
};

const examples = `
Asks each origin, in a request of its own for each object, whether it holds the bytes that were recorded; also whether
the playlists name nothing else, and whether the receipt is signed and tells the same. Changes nothing, and may run
beside a broadcast. What must be there is read from the data directory; where that does not know the broadcast, from
the receipt at --origin.

Examples:
  surecast verify sunday
  surecast verify sunday --deep
  surecast verify sunday --origin s3://my-bucket/events --json

Exit status: 0 all matches, 1 an origin can't be asked, 2 there is no such broadcast, 4 something is missing or does not
match.`;

/** Adds the command `verify`; it sets `process.exitCode`. */
export function registerVerify(program: Command): void {
  program
    .command('verify')
    .summary('ask the origin about each object of a broadcast again')
    .description(
      'Asks the origins about each object of a broadcast again, and checks playlists and receipt against them.',
    )
    .argument('<name>', 'name of the broadcast')
    .option('--deep', 'read each object back whole and hash it here, whatever the origin attests')
    .addOption(
      originOption(
        's3://BUCKET/PREFIX, surecast://HOST:PORT or file:DIR to ask (repeatable; default: all of the broadcast)',
      ),
    )
    .addOption(dataOption())
    .addOption(configOption())
    .addOption(keysOption())
    .addOption(jsonOption())
    .addHelpText('after', examples)
    .action((name: string, flags: VerifyFlags, command: Command) =>
      runVerify(name, flags, isDataGiven(command)),
    );
}

async function runVerify(name: string, flags: VerifyFlags, isDataGiven: boolean): Promise<void> {
  const { access, dataDirectory } = await chooseSettings(flags, isDataGiven);
  const bar = new ProgressBar('objects');
  try {
    const report = await verifyBroadcast({
      broadcast: parseBroadcastName(name),
      dataDirectory,
      originUrls: flags.origin,
      deep: flags.deep === true,
      accessOf: access.of,
      signal: new AbortController().signal,
      onProgress: (url, done, total) => bar.show(url, done, total),
    });
    bar.stop();
    const text = describeVerification(report);
    if (flags.json) {
      process.stdout.write(`${JSON.stringify(report)}\n`);
      process.stderr.write(`${text}\n`);
    } else process.stdout.write(`${text}\n`);
    process.exitCode = verifyExitStatus(report);
  } finally {
    bar.stop();
  }
}
