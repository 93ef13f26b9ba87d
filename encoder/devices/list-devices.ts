import { execFile } from 'node:child_process';
import { parseComponentNames } from '../ffmpeg-version.ts';
import { askFfmpeg } from '../find-ffmpeg.ts';
import type { CaptureDevice } from './capture-device.ts';
import { avfoundationDevices } from './parse-avfoundation.ts';
import { dshowDevices } from './parse-dshow.ts';
import { alsaDevices, decklinkDevices, pulseDevices } from './parse-sources.ts';
import { v4l2Devices } from './v4l2-devices.ts';

const listTimeoutMs = 10_000;

/** The screens, cameras, cards and audio inputs of this machine, as far as this FFmpeg can capture from them. */
export async function listDevices(ffmpegPath: string): Promise<readonly CaptureDevice[]> {
  const formats = parseComponentNames(await askFfmpeg(ffmpegPath, '-devices'));
  const lists: Promise<readonly CaptureDevice[]>[] = [];
  if (formats.has('x11grab')) lists.push(Promise.resolve(sessionScreen()));
  if (formats.has('v4l2')) lists.push(v4l2Devices());
  if (formats.has('pulse')) lists.push(listed(ffmpegPath, ['-sources', 'pulse'], pulseDevices));
  if (formats.has('alsa')) lists.push(listed(ffmpegPath, ['-sources', 'alsa'], alsaDevices));
  if (formats.has('decklink')) lists.push(listed(ffmpegPath, ['-sources', 'decklink'], decklinkDevices));
  if (formats.has('gdigrab'))
    lists.push(Promise.resolve([{ kind: 'screen', label: 'Desktop', name: 'screen' }]));
  if (formats.has('dshow')) {
    lists.push(listed(ffmpegPath, ['-f', 'dshow', '-list_devices', 'true', '-i', 'dummy'], dshowDevices));
  }
  if (formats.has('avfoundation')) {
    const args = ['-f', 'avfoundation', '-list_devices', 'true', '-i', ''];
    lists.push(listed(ffmpegPath, args, avfoundationDevices));
  }
  return (await Promise.all(lists)).flat();
}

function sessionScreen(): readonly CaptureDevice[] {
  const display = process.env['DISPLAY'] ?? '';
  return display === '' ? [] : [{ kind: 'screen', label: `X display ${display}`, name: 'screen' }];
}

/** FFmpeg ends such lists with an error by design, so its exit code says nothing. */
async function listed(
  ffmpegPath: string,
  args: readonly string[],
  parse: (output: string) => readonly CaptureDevice[],
): Promise<readonly CaptureDevice[]> {
  const output = await new Promise<string>((settle) => {
    execFile(ffmpegPath, ['-hide_banner', ...args], { timeout: listTimeoutMs }, (_, stdout, stderr) =>
      settle(`${stdout}\n${stderr}`),
    );
  });
  return parse(output);
}
