import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { statSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test, { type TestContext } from 'node:test';
import type { AudioMeters, SourceSignal } from '../../contract/api/signal.ts';
import { captureArgs } from '../../encoder/capture-args.ts';
import { findFfmpeg } from '../../encoder/find-ffmpeg.ts';
import type { PreviewPicture } from './run-senses.ts';
import { Senses } from './senses.ts';
import { makeSensesPlace, removeSensesPlace } from './senses-place.ts';

const variant = { name: 'v', width: 320, height: 180, framesPerSecond: 25, videoKbps: 300, audioKbps: 64 };

/** An FFmpeg that captures a made-up source as the program would, and who watches it. */
async function watchSource(...args: Parameters<typeof watchRings>) {
  return (await watchRings(...args)).senses;
}

/** The same, with the folder of the rings. */
async function watchRings(t: TestContext, lavfi: string, audio: 'has' | 'has none' | 'unknown') {
  const run = await mkdtemp(join(tmpdir(), 'surecast-senses-'));
  await mkdir(join(run, variant.name));
  const { ffmpegPath, version } = await findFfmpeg();
  const place = await makeSensesPlace(run);
  const args = captureArgs({
    input: {
      args: ['-re', '-f', 'lavfi', '-i', lavfi],
      hasVideo: true,
      hasAudio: audio === 'unknown' ? undefined : audio === 'has',
      audioInput: 0,
      live: true,
      endsByItself: false,
    },
    variants: [variant],
    container: 'ts',
    segmentSeconds: 1,
    runDirectory: run,
    timelineOffsetSeconds: 0,
    paced: true,
    encoder: 'libx264',
    ffmpegMajor: version.major,
    sensesDirectory: place,
  });
  const ffmpeg = spawn(ffmpegPath, args, { stdio: 'ignore' });
  const senses = new Senses();
  const lookAway = senses.follow(run);
  t.after(async () => {
    lookAway();
    await end(ffmpeg);
    await removeSensesPlace(run);
    await rm(run, { recursive: true });
  });
  return { senses, place };
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exited = once(child, 'exit');
  child.kill('SIGKILL');
  await exited;
}

/** The next pictures, of which no two in a row are the same news. */
function pictures(senses: Senses, count: number): Promise<readonly PreviewPicture[]> {
  const seen: PreviewPicture[] = [];
  return new Promise((settle) => {
    const stop = senses.onPicture((picture) => {
      seen.push(picture);
      if (seen.length < count) return;
      stop();
      settle(seen);
    });
  });
}

function metersUntil(senses: Senses, isEnough: (meters: AudioMeters) => boolean): Promise<AudioMeters> {
  return new Promise((settle) => {
    const stop = senses.onMeters((meters) => {
      if (!isEnough(meters)) return;
      stop();
      settle(meters);
    });
  });
}

/** Waits, looking each tenth of a second, until the signal is like that. The test's own limit ends it. */
async function signalUntil(senses: Senses, isSo: (signal: SourceSignal) => boolean): Promise<SourceSignal> {
  for (;;) {
    const signal = senses.signal();
    if (signal !== null && isSo(signal)) return signal;
    await new Promise((settle) => setTimeout(settle, 100));
  }
}

test('shows pictures that are JPEGs and change', async (t) => {
  const senses = await watchSource(t, 'testsrc2=size=640x360:rate=25', 'has none');
  const [first, second] = await pictures(senses, 2);
  for (const { jpeg } of [first, second].filter((picture) => picture !== undefined)) {
    assert.deepEqual([...jpeg.subarray(0, 3)], [0xff, 0xd8, 0xff]);
    assert.deepEqual([...jpeg.subarray(-2)], [0xff, 0xd9]);
  }
  assert.notDeepEqual(first?.jpeg, second?.jpeg);
  assert.ok((first?.atMs ?? 0) <= (second?.atMs ?? 0));
  assert.ok(senses.latestPicture() !== undefined);
});

test('measures a tone of a known level', async (t) => {
  // The left channel is a sine of a quarter of full scale (−12.04 dBFS), the right one a tenth of that.
  const tone = 'aevalsrc=0.25*sin(2*PI*1000*t)|0.025*sin(2*PI*1000*t):s=48000';
  const senses = await watchSource(t, `testsrc2=size=320x180:rate=25[out0];${tone}[out1]`, 'has');
  const { channels, atMs } = await metersUntil(senses, () => true);
  for (const [channel, peakDb] of [-12.04, -32.04].entries()) {
    assert.ok(Math.abs((channels[channel]?.peakDb ?? 0) - peakDb) < 1, JSON.stringify(channels));
    assert.ok(Math.abs((channels[channel]?.rmsDb ?? 0) - (peakDb - 3.01)) < 1, JSON.stringify(channels));
  }
  assert.ok(Math.abs(Date.now() - atMs) < 60_000);
  const { silentSinceMs, clippedAtMs } = await signalUntil(senses, () => true);
  assert.deepEqual([silentSinceMs, clippedAtMs], [null, null]);
});

test('finds the sound of a source of which nobody knew that it has some', async (t) => {
  const senses = await watchSource(
    t,
    'testsrc2=size=320x180:rate=25[out0];sine=1000:sample_rate=44100[out1]',
    'unknown',
  );
  assert.ok((await metersUntil(senses, () => true)).channels.every(({ peakDb }) => peakDb > -40));
});

test('does without the sound of a source that turns out to have none', async (t) => {
  const senses = await watchSource(t, 'testsrc2=size=320x180:rate=25', 'unknown');
  await pictures(senses, 2);
  assert.equal((await signalUntil(senses, () => true)).silentSinceMs, null);
});

test('keeps the ring of a sound that nobody knew of small when the picture stops', async (t) => {
  const stopping = 'testsrc2=size=320x180:rate=25:duration=2[out0]';
  const sound = "aevalsrc='if(lt(t,6),0.3,0.01)*sin(2*PI*440*t)':s=48000[out1]";
  const { senses, place } = await watchRings(t, `${stopping};${sound}`, 'unknown');
  // Four seconds after the last picture.
  await metersUntil(senses, ({ channels }) => channels.every(({ peakDb }) => peakDb < -30));
  const files = await readdir(place);
  const largest = Math.max(...files.map((name) => statSync(join(place, name)).size));
  assert.ok(largest < 200_000, `${largest} bytes`);
});

test('finds silence, and that it ends', async (t) => {
  const sound = "aevalsrc='if(lt(mod(t,8),5),0,0.3*sin(2*PI*440*t))':s=48000";
  const senses = await watchSource(t, `testsrc2=size=320x180:rate=25[out0];${sound}[out1]`, 'has');
  const { silentSinceMs } = await signalUntil(senses, (signal) => signal.silentSinceMs !== null);
  await metersUntil(senses, ({ channels }) => channels.every(({ peakDb }) => peakDb > -20));
  await signalUntil(senses, (signal) => signal.silentSinceMs === null);
  assert.ok(Date.now() - (silentSinceMs ?? 0) > 2_000);
});

test('finds a black picture and a frozen one, and that they end', async (t) => {
  const black = "drawbox=c=black:t=fill:enable='lt(mod(t,16),5)'";
  const still = "drawbox=c=gray:t=fill:enable='between(mod(t,16),8,13)'";
  const senses = await watchSource(t, `testsrc2=size=320x180:rate=25,${black},${still}`, 'has none');
  const { blackSinceMs } = await signalUntil(senses, (signal) => signal.blackSinceMs !== null);
  assert.ok(Date.now() - (blackSinceMs ?? 0) >= 2_000);
  await signalUntil(senses, (signal) => signal.blackSinceMs === null);
  await signalUntil(senses, (signal) => signal.frozenSinceMs !== null && signal.blackSinceMs === null);
  await signalUntil(senses, (signal) => signal.frozenSinceMs === null);
});

test('finds that sound clips, and when it last did', async (t) => {
  const sound = "aevalsrc='if(lt(mod(t,5),2),2,0.5)*sin(2*PI*440*t)':s=48000";
  const senses = await watchSource(t, `testsrc2=size=320x180:rate=25[out0];${sound}[out1]`, 'has');
  const { clippedAtMs } = await signalUntil(senses, (signal) => signal.clippedAtMs !== null);
  await metersUntil(senses, ({ channels }) => channels.every(({ peakDb }) => peakDb < -5));
  await signalUntil(senses, (signal) => (signal.clippedAtMs ?? 0) > (clippedAtMs ?? 0));
});

for (const [layout, count] of [
  ['mono', 1],
  ['5.1', 6],
] as const)
  test(`measures ${layout} as it comes, and finds that one of its channels clips`, async (t) => {
    const quiet = '0.1*sin(2*PI*440*t)';
    const channels = [...Array.from({ length: count - 1 }, () => quiet), '2*sin(2*PI*440*t)'].join('|');
    const sound = `aevalsrc='${channels}':s=48000:c=${layout}`;
    const senses = await watchSource(t, `testsrc2=size=320x180:rate=25[out0];${sound}[out1]`, 'has');
    const { channels: levels } = await metersUntil(senses, () => true);
    assert.deepEqual(
      levels.map(({ peakDb }) => Math.round(peakDb)),
      [...Array.from({ length: count - 1 }, () => -20), 0],
    );
    await signalUntil(senses, ({ clippedAtMs }) => clippedAtMs !== null);
  });

test('shows nothing of a run that is over, or that has nothing to show', async (t) => {
  const senses = await watchSource(t, 'testsrc2=size=320x180:rate=25', 'has none');
  await pictures(senses, 1);
  const nothing = new Senses();
  nothing.follow(tmpdir())();
  assert.deepEqual([nothing.signal(), nothing.latestPicture()], [null, undefined]);
});
