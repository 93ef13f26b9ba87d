import { existsSync } from 'node:fs';
import type { Command } from 'commander';
import { parseBroadcastName } from '../contract/broadcast-name.ts';
import type { ExportedBroadcast } from '../contract/handover-report.ts';
import { SurecastError } from '../contract/surecast-error.ts';
import { hasCatalog } from '../engine/data-directory.ts';
import { exportBroadcasts, undoExport } from '../engine/handover/export-broadcasts.ts';
import { dataOption, jsonOption, pathText } from './options.ts';
import { formatBytes, formatCount } from './print.ts';
import { ProgressBar } from './progress-bar.ts';
import { Reporter } from './reporter.ts';

type ExportFlags = {
  readonly broadcast?: string;
  readonly undo?: string;
  readonly data: string;
  readonly json?: true;
};

const examples = `
For a place with a bad link: take the rest to a machine with a better one. Exported is what an origin still lacks; what is
recorded stays here as well. From then on the other machine delivers it, and this one does not: with \`--undo\` it does
again. Any disk will do, FAT and exFAT as well. Run again after a kill or a full disk it goes on where it stopped.

Examples:
  surecast export /media/usb
  surecast export /media/usb --broadcast sunday
  surecast export --undo sunday

Exit status: 0 exported, read back and the same, 1 failed, 2 wrong usage, 4 a file is not what was recorded (a gap).`;

/** Adds the command `export`; it sets `process.exitCode`. */
export function registerExport(program: Command): void {
  program
    .command('export')
    .summary('hand an unfinished broadcast over to another machine')
    .description(
      'Copies unfinished broadcasts with their queues to a folder, for `surecast import` elsewhere.',
    )
    .argument('[dir]', 'the folder, as on a USB disk', pathText)
    .option('--broadcast <name>', 'only this one (default: all that are unfinished)')
    .option('--undo <name>', 'take back a broadcast that was handed over: it is delivered from here again')
    .addOption(dataOption())
    .addOption(jsonOption())
    .addHelpText('after', examples)
    .action(runExport);
}

async function runExport(directory: string | undefined, flags: ExportFlags): Promise<void> {
  refuseEmpty(flags.data);
  if (flags.undo !== undefined) return undo(flags.undo, directory, flags);
  if (directory === undefined)
    throw new SurecastError(
      'USAGE',
      'It is not said where to: give a folder, as in `surecast export /media/usb`.',
    );
  const reporter = new Reporter(flags.json === true);
  const bar = new ProgressBar('files');
  const report = await exportBroadcasts({
    dataDirectory: flags.data,
    directory,
    broadcast: flags.broadcast === undefined ? undefined : parseBroadcastName(flags.broadcast),
    listener: (event) => reporter.news(event),
    onProgress: (name, done, total) => bar.show(name, done, total),
  }).finally(() => bar.stop());
  if (flags.json) process.stdout.write(`${JSON.stringify(report)}\n`);
  else if (report.exported.length === 0) process.stdout.write('Nothing is left to export.\n');
  else for (const each of report.exported) process.stdout.write(`${describe(each)}\n`);
  process.exitCode = report.exported.some((each) => each.lostFiles > 0) ? 4 : 0;
}

async function undo(name: string, directory: string | undefined, flags: ExportFlags): Promise<void> {
  if (directory !== undefined || flags.broadcast !== undefined)
    throw new SurecastError('USAGE', '--undo takes a name, and neither a folder nor --broadcast.');
  const isTakenBack = await undoExport(flags.data, parseBroadcastName(name));
  if (flags.json) process.stdout.write(`${JSON.stringify({ broadcast: name, takenBack: isTakenBack })}\n`);
  else if (isTakenBack)
    process.stdout.write(
      `${name} is delivered from here again: \`surecast drain\`. See that no other machine does.\n`,
    );
  else process.stdout.write(`${name} was not handed over.\n`);
  process.exitCode = 0;
}

function refuseEmpty(data: string): void {
  if (!existsSync(data)) throw new SurecastError('DATA_DIR_MISSING', `There is no data directory ${data}.`);
  if (hasCatalog(data)) return;
  throw new SurecastError('BROADCAST_UNKNOWN', `${data} holds no recordings.`, {
    cure: 'Name the data directory of the broadcast with --data.',
  });
}

function describe({ broadcast, folder, files, bytes, lostFiles, folderOrigins }: ExportedBroadcast): string {
  return [
    `${broadcast}: ${formatCount(files, 'file')} (${formatBytes(bytes)}) in ${folder}, read back and the same`,
    ...(lostFiles === 0 ? [] : [`  ${formatCount(lostFiles, 'file')} LOST: not what was recorded any more`]),
    ...folderOrigins.map((url) => `  ${url} is a folder of this machine: import with --origin ${url}=file:…`),
    `  There: \`surecast import DIR\`, then \`surecast drain\`. It is not delivered from here any more.`,
  ].join('\n');
}
