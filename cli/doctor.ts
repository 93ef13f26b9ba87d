import type { Command } from 'commander';
import { settingBounds } from '../contract/setting-bounds.ts';
import { type PreflightOptions, preflight } from '../engine/preflight.ts';
import { chooseOrigins } from '../engine/session/origin-choice.ts';
import { chooseSettings, configOption, isDataGiven, type SettingsFlags } from './chosen-settings.ts';
import { describeCheck, describePreflight } from './doctor-lines.ts';
import { dataOption, integerWithin, jsonOption, originOption } from './options.ts';

type DoctorFlags = SettingsFlags & {
  readonly source?: string;
  readonly origin?: readonly string[];
  readonly videoKbps?: number;
  readonly json?: true;
};

const examples = `
Give it the same options as \`surecast live\`: it captures a second of the source, encodes, writes to the disk and
uploads some megabytes for real, and removes what it wrote. Beside a running broadcast it leaves source, processor and
uplink alone.

Examples:
  surecast doctor
  surecast doctor --source "device:/dev/video0,audio:hw:1" --origin s3://my-bucket/events
  surecast doctor --config /etc/surecast.yml --json

Exit status: 0 nothing fails (warnings aside), 2 wrong usage, 4 something fails.`;

/** Adds the command `doctor`; it sets `process.exitCode`. */
export function registerDoctor(program: Command): void {
  program
    .command('doctor')
    .summary('check everything before an event')
    .description(
      'Preflight: FFmpeg, source, encoder, disk in hours, origin (write, verify, refuse a bad checksum), clock, and ' +
        'uplink rate against bit rate. Says for each what to do about it.',
    )
    .option('--source <source>', 'test, screen, a file, a URL, or device:NAME[,audio:NAME] (default: test)')
    .addOption(
      originOption(
        's3://BUCKET/PREFIX, surecast://HOST:PORT or file:DIR (repeatable; default: a folder in the data directory)',
      ),
    )
    .option(
      '--video-kbps <kbps>',
      'video bit rate to check for (default: by the picture’s size)',
      integerWithin(settingBounds.videoKbps),
    )
    .addOption(dataOption())
    .addOption(configOption())
    .addOption(jsonOption())
    .addHelpText('after', examples)
    .action(async (flags: DoctorFlags, command: Command) => {
      await runDoctor(flags, isDataGiven(command));
    });
}

async function runDoctor(flags: DoctorFlags, isDataGiven: boolean): Promise<void> {
  const stream = flags.json ? process.stderr : process.stdout;
  const report = await preflight({
    ...(await settingsOf(flags, isDataGiven)),
    onCheck: (check) => stream.write(`${describeCheck(check)}\n`),
  });
  stream.write(`${describePreflight(report)}\n`);
  if (flags.json) process.stdout.write(`${JSON.stringify(report)}\n`);
  process.exitCode = report.ok ? 0 : 4;
}

async function settingsOf(
  flags: DoctorFlags,
  isDataGiven: boolean,
): Promise<Omit<PreflightOptions, 'onCheck'>> {
  const { config: file, dataDirectory, access } = await chooseSettings(flags, isDataGiven);
  const { originUrls, optionalOriginUrls } = chooseOrigins(flags, file, dataDirectory);
  return {
    source: flags.source ?? file.source ?? 'test',
    originUrls: [...originUrls, ...optionalOriginUrls],
    dataDirectory,
    videoKbps: flags.videoKbps,
    // A bit rate given here is for the source's own variant.
    variants: flags.videoKbps === undefined ? file.variants : undefined,
    encoder: file.encoder,
    accessOf: access.of,
  };
}
