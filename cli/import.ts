import { type Command, InvalidArgumentError, Option } from 'commander';
import { parseBroadcastName } from '../contract/broadcast-name.ts';
import type { ImportedBroadcast } from '../contract/handover-report.ts';
import { formatOriginUrl, parseOriginUrl } from '../contract/origin-url.ts';
import { importBroadcasts } from '../engine/handover/import-broadcasts.ts';
import type { MovedOrigins } from '../engine/handover/moved-origins.ts';
import { dataOption, jsonOption, pathText } from './options.ts';
import { formatBytes, formatCount } from './print.ts';
import { ProgressBar } from './progress-bar.ts';

type ImportFlags = {
  readonly broadcast?: string;
  readonly origin?: MovedOrigins;
  readonly withoutDamaged?: true;
  readonly data: string;
  readonly json?: true;
};

const examples = `
Every file is checked against its SHA-256; if one is damaged, nothing is imported. What is on the disk stays there. Then
\`surecast drain\` delivers the rest with this machine's own S3 variables, ends the playlists and signs the receipt with
this machine's key. On the machine that exported it, import takes the broadcast back.

Examples:
  surecast import /media/usb
  surecast import /media/usb --broadcast sunday --data /srv/surecast
  surecast import /media/usb --origin file:/mnt/nas/origin=file:/Volumes/nas/origin

Exit status: 0 imported, or it was before; 1 failed, 2 wrong usage, 4 the export is damaged.`;

/** Adds the command `import`; it sets `process.exitCode`. */
export function registerImport(program: Command): void {
  program
    .command('import')
    .summary('take over a broadcast that another machine exported')
    .description(
      'Takes exported broadcasts into a data directory, from where they are delivered to their end.',
    )
    .argument('<dir>', 'the folder that was given to `surecast export`', pathText)
    .option('--broadcast <name>', 'only this one (default: all that are there)')
    .addOption(
      new Option(
        '--origin <old=new>',
        'where a folder of the other machine is on this one, as file:OLD=file:NEW (repeatable)',
      ).argParser(movedOrigin),
    )
    .option('--without-damaged', 'import the rest when files are damaged: they become gaps')
    .addOption(dataOption())
    .addOption(jsonOption())
    .addHelpText('after', examples)
    .action(runImport);
}

function movedOrigin(text: string, previous: MovedOrigins | undefined): MovedOrigins {
  const [, before, after] = /^(file:.+?)=(file:.+)$/.exec(text) ?? [];
  if (before === undefined || after === undefined)
    throw new InvalidArgumentError('Write file:OLD=file:NEW; every other origin is the same everywhere.');
  const canonical = (url: string) => formatOriginUrl(parseOriginUrl(url));
  return new Map([...(previous ?? []), [canonical(before), canonical(after)]]);
}

async function runImport(directory: string, flags: ImportFlags): Promise<void> {
  const bar = new ProgressBar('files');
  const report = await importBroadcasts({
    dataDirectory: flags.data,
    directory,
    broadcast: flags.broadcast === undefined ? undefined : parseBroadcastName(flags.broadcast),
    moved: flags.origin ?? new Map(),
    withoutDamaged: flags.withoutDamaged === true,
    onProgress: (name, done, total) => bar.show(name, done, total),
  }).finally(() => bar.stop());
  if (flags.json) process.stdout.write(`${JSON.stringify(report)}\n`);
  else for (const each of report.imported) process.stdout.write(`${describe(each)}\n`);
  process.exitCode = report.imported.some((each) => each.lostFiles > 0) ? 4 : 0;
}

function describe({ broadcast, outcome, files, bytes, lostFiles }: ImportedBroadcast): string {
  if (outcome === 'known') return `${broadcast} was imported before; nothing was changed.`;
  if (outcome === 'taken-back')
    return `${broadcast} was exported from here, and is delivered from here again. See that no other machine does.`;
  const lost = lostFiles === 0 ? '' : `, ${formatCount(lostFiles, 'file')} LOST on the way`;
  const head = `${broadcast}: ${formatCount(files, 'file')} (${formatBytes(bytes)}) to deliver, each one checked${lost}`;
  return files === 0
    ? `${broadcast}: nothing is left to deliver`
    : `${head}\n  \`surecast drain\` delivers them.`;
}
