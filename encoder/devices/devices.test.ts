import assert from 'node:assert/strict';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test from 'node:test';
import { findFfmpeg } from '../find-ffmpeg.ts';
import type { CaptureDevice } from './capture-device.ts';
import { listDevices } from './list-devices.ts';
import { avfoundationDevices } from './parse-avfoundation.ts';
import { dshowDevices } from './parse-dshow.ts';
import { alsaDevices, decklinkDevices, parseSources, pulseDevices } from './parse-sources.ts';
import { resolveV4l2 } from './resolve-source.ts';
import { v4l2Devices } from './v4l2-devices.ts';
import { checkEncoders } from './working-encoders.ts';

async function captured(name: string): Promise<string> {
  return readFile(new URL(`../../fixtures/captured/ffmpeg/devices/${name}.txt`, import.meta.url), 'utf8');
}

function names(devices: readonly CaptureDevice[]): readonly string[] {
  return devices.map(({ kind, name }) => `${kind} ${name}`);
}

test('reads DirectShow’s list', async () => {
  assert.deepEqual(names(dshowDevices(await captured('dshow-5.1'))), [
    'video Cam Link 4K',
    'video Game Capture (HD60 S+)',
    'audio Game Capture (HD60 S+)',
    'audio Line In (Realtek(R) Audio)',
  ]);
  assert.deepEqual(names(dshowDevices(await captured('dshow-8'))), [
    'video screen-capture-recorder',
    'audio virtual-audio-capturer',
  ]);
});

test('reads AVFoundation’s list', async () => {
  assert.deepEqual(names(avfoundationDevices(await captured('avfoundation-5.1'))), [
    'video FaceTime HD Camera (Built-in)',
    'screen screen:0',
    'audio Microsoft Teams Audio',
    'audio Built-in Microphone',
  ]);
});

test('reads the lists of PulseAudio, ALSA and DeckLink', async () => {
  assert.deepEqual(names(pulseDevices(await captured('pulse'))), ['audio out.monitor']);
  assert.ok(parseSources(await captured('alsa-no-card')).length > 5);
  assert.deepEqual(alsaDevices(await captured('alsa-no-card')), []);
  assert.deepEqual(names(decklinkDevices(await captured('decklink'))), [
    'video decklink:UltraStudio Express',
  ]);
});

test('finds V4L2 devices in the kernel’s list, without their metadata nodes', async (context) => {
  const folder = await mkdtemp(join(tmpdir(), 'surecast-v4l2-'));
  context.after(() => rm(folder, { recursive: true, force: true }));
  const nodes = [
    ['video10', 'Cam Link 4K: Cam Link 4K', '0'],
    ['video2', 'HD Pro Webcam C920', '0'],
    ['video3', 'HD Pro Webcam C920', '1'],
  ] as const;
  for (const [node, label, index] of nodes) {
    await mkdir(join(folder, node));
    await writeFile(join(folder, node, 'name'), `${label}\n`);
    await writeFile(join(folder, node, 'index'), `${index}\n`);
  }
  const devices = await v4l2Devices(folder);
  assert.deepEqual(names(devices), ['video /dev/video2', 'video /dev/video10']);

  const resolve = (video: string) => resolveV4l2({ kind: 'device', video, audio: 'hw:1' }, devices);
  assert.deepEqual(resolve('cam link 4k'), { kind: 'device', video: '/dev/video10', audio: 'hw:1' });
  assert.deepEqual(resolve('/dev/video0'), { kind: 'device', video: '/dev/video0', audio: 'hw:1' });
  assert.throws(() => resolve('Cam'), { code: 'SOURCE_NOT_FOUND' });
});

test('has no devices where the kernel has no list', async () => {
  assert.deepEqual(await v4l2Devices('/nowhere/at/all'), []);
});

test('asks this machine', async () => {
  const ffmpeg = await findFfmpeg();
  assert.ok(Array.isArray(await listDevices(ffmpeg.ffmpegPath)));
  const checks = await checkEncoders(ffmpeg);
  assert.equal(checks.find(({ encoder }) => encoder === 'libx264')?.works, true);
  assert.ok(checks.every(({ works, reason }) => works === (reason === undefined)));
});
