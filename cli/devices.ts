import type { Command } from 'commander';
import type { DeviceReport, DevicesReport } from '../contract/devices-report.ts';
import { captureHardware } from '../engine/capture-hardware.ts';
import { alignColumns } from './columns.ts';
import { jsonOption } from './options.ts';

const examples = `
Each one is tried for a moment, so a camera's light may come on; one that another program holds is shown as such.

Examples:
  surecast devices
  surecast devices --json
  surecast live --source "device:/dev/video0,audio:default"

Exit status: 0 shown, 1 there is no FFmpeg to ask.`;

/** Adds the command `devices`; it sets `process.exitCode`. */
export function registerDevices(program: Command): void {
  program
    .command('devices')
    .summary('list capture devices and encoders that really work here')
    .description(
      'Lists the cameras, cards, screens, audio inputs and encoders of this machine, each tried for real.',
    )
    .addOption(jsonOption())
    .addHelpText('after', examples)
    .action(runDevices);
}

async function runDevices(flags: { readonly json?: true }): Promise<void> {
  const report = await captureHardware();
  process.stdout.write(flags.json ? `${JSON.stringify(report)}\n` : `${describe(report)}\n`);
  process.exitCode = 0;
}

function describe({ ffmpeg, devices, encoders }: DevicesReport): string {
  const picture = devices.filter((device) => device.kind !== 'audio');
  const sound = devices.filter((device) => device.kind === 'audio');
  const rows = encoders.map(({ name, works, reason }) => [`  ${name}`, works ? 'works' : `no: ${reason}`]);
  return [
    `FFmpeg ${ffmpeg}`,
    '',
    'Picture (--source …)',
    ...deviceLines(picture, 'none attached; `--source test` needs none'),
    '',
    'Sound (written behind the picture, as in --source device:NAME,audio:NAME)',
    ...deviceLines(sound, 'none attached'),
    '',
    'Encoders (encoder in the configuration file)',
    ...alignColumns(rows),
  ].join('\n');
}

function deviceLines(devices: readonly DeviceReport[], none: string): string[] {
  if (devices.length === 0) return [`  ${none}`];
  return alignColumns(
    devices.map(({ source, label, works, details }) => [
      `  ${source}`,
      label,
      works === false ? `DOES NOT WORK: ${details}` : details,
    ]),
  );
}
