import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { after, before, describe, it, type TestContext } from 'node:test';
import { promisify } from 'node:util';
import { freeUdpPort } from '../../fixtures/capture/free-port.ts';
import { launch } from '../../fixtures/capture/launch.ts';
import { type Expected, judgeBroadcast } from '../judge/judge-broadcast.ts';
import { watchPlaylists } from '../judge/watch-playlists.ts';
import { ffmpegsOf, untilNoneOf } from '../testing/capture-processes.ts';
import { liveArgs } from '../testing/live-args.ts';
import { runSurecast, startSurecast } from '../testing/surecast-process.ts';
import { createWorkplace, smallPicture, startStore } from '../testing/workplace.ts';

const run = promisify(execFile);

let store: Awaited<ReturnType<typeof startStore>>;

before(async () => {
  store = await startStore();
});

after(() => store.server.stop());

const picture = ['-f', 'lavfi', '-i', 'testsrc2=s=320x180:r=25:d=8.4'];
const tone = ['-f', 'lavfi', '-i', 'sine=f=440:r=48000:d=8.4'];
const h264 = '-c:v libx264 -preset ultrafast -g 50 -pix_fmt yuv420p'.split(' ');
const aac = ['-c:a', 'aac'];
/** Every third frame is left out: 40 and 80 ms in turn, as of a phone. */
const irregular = ['-vf', 'select=mod(n\\,3)', '-fps_mode', 'vfr'];

type Recording = {
  readonly file: string;
  readonly made: readonly string[];
  readonly options: readonly string[];
  readonly expected: Expected;
};

const encoded = { framesPerSecond: 25, segmentSeconds: 2, frames: 210 } as const;

const recordings: Readonly<Record<string, Recording>> = {
  'H.264 in MP4, encoded anew': {
    file: 'show.mp4',
    made: [...picture, ...tone, ...h264, ...aac],
    options: [],
    expected: encoded,
  },
  'H.264 in MP4, encoded anew as fMP4': {
    file: 'show.mp4',
    made: [...picture, ...tone, ...h264, ...aac],
    options: ['--container', 'fmp4'],
    expected: encoded,
  },
  'H.264 in MP4, as it is': {
    file: 'show.mp4',
    made: [...picture, ...tone, ...h264, ...aac],
    options: ['--copy'],
    expected: encoded,
  },
  'H.264 in Matroska, as it is, as fMP4': {
    file: 'show.mkv',
    made: [...picture, ...tone, ...h264, ...aac],
    options: ['--copy', '--container', 'fmp4'],
    expected: { ...encoded, framesPerSecond: undefined, targetSeconds: 3 },
  },
  'frames at uneven distances, as they are': {
    file: 'uneven.mp4',
    made: [...picture, ...tone, ...irregular, ...h264, ...aac],
    options: ['--copy'],
    expected: { framesPerSecond: undefined, segmentSeconds: 2, frames: 140, targetSeconds: 3 },
  },
  'frames at uneven distances, encoded anew': {
    file: 'uneven.mp4',
    made: [...picture, ...tone, ...irregular, ...h264, ...aac],
    options: [],
    expected: { framesPerSecond: undefined, segmentSeconds: 2 },
  },
  'no sound': {
    file: 'silent.mp4',
    made: [...picture, ...h264],
    options: [],
    expected: { ...encoded, audioRate: undefined },
  },
  'no sound, as it is': {
    file: 'silent.mkv',
    made: [...picture, ...h264],
    options: ['--copy'],
    expected: { ...encoded, framesPerSecond: undefined, audioRate: undefined },
  },
};

describe('a finished recording', { concurrency: 3 }, () => {
  for (const [what, { file, made, options, expected }] of Object.entries(recordings)) {
    it(`is delivered whole: ${what}`, async (t) => {
      const place = await createWorkplace(t);
      const { url, env, view } = await store.bucket();
      const path = join(place.root, file);
      await run('ffmpeg', ['-v', 'error', ...made, path]);
      const args = [
        'deliver',
        path,
        ...options,
        '--data',
        place.data,
        '--origin',
        url,
        '--broadcast',
        'show',
      ];
      const end = await runSurecast(args, { env });
      assert.equal(end.status, 0, end.stdout + end.stderr);
      await judgeBroadcast(view, 'show', expected);
    });
  }
});

/** A broadcast of a file of 8.4 s, three segments into it. */
async function startOnFile(t: TestContext) {
  const place = await createWorkplace(t);
  const { url, view } = place.folder('origin');
  const path = join(place.root, 'show.mp4');
  await run('ffmpeg', ['-v', 'error', ...picture, ...tone, ...h264, ...aac, path]);
  const args = [...liveArgs(place, [url]), '--source', path];
  const watch = watchPlaylists(t, view, 'show', '180p');
  const program = startSurecast(args);
  await watch.until((playlist) => playlist.segments.length >= 3);
  return { place, view, args, watch, program };
}

describe('a live source other than the test pattern', { concurrency: true }, () => {
  it('is a file, played at its own rate, sent to its end', async (t) => {
    const place = await createWorkplace(t);
    const { url, env, view } = await store.bucket();
    const path = join(place.root, 'show.mp4');
    await run('ffmpeg', ['-v', 'error', ...picture, ...tone, ...h264, ...aac, path]);
    const end = await runSurecast([...liveArgs(place, [url]), '--source', path], { env });
    assert.equal(end.status, 0, end.stdout + end.stderr);
    await judgeBroadcast(view, 'show', { ...smallPicture, frames: 210 });
  });

  it('is a file, taken up where it was when program and FFmpeg were killed', async (t) => {
    const { view, args, watch, program } = await startOnFile(t);
    program.signal('SIGKILL');
    await program.ended;
    const end = await runSurecast(args);
    assert.equal(end.status, 0, end.stdout + end.stderr);
    await watch.stop();
    await judgeBroadcast(view, 'show', { ...smallPicture, frames: 210 });
  });

  it('is a file, gone on with where somebody else ended FFmpeg', async (t) => {
    const { place, view, watch, program } = await startOnFile(t);
    // As at a shutdown, or where memory runs out: it finishes its output, as at the end of the file.
    for (const pid of ffmpegsOf(place.data)) process.kill(pid, 'SIGTERM');
    const { status, stdout, stderr } = await program.ended;
    assert.equal(status, 0, stdout + stderr);
    await watch.stop();
    await judgeBroadcast(view, 'show', { ...smallPicture, frames: 210, discontinuities: 1 });
  });

  it('is a file, gone on with after the program and FFmpeg were asked to end', async (t) => {
    const { place, view, args, watch, program } = await startOnFile(t);
    program.signal('SIGKILL');
    await program.ended;
    for (const pid of ffmpegsOf(place.data)) process.kill(pid, 'SIGTERM');
    await untilNoneOf(place.data);
    const end = await runSurecast(args);
    assert.equal(end.status, 0, end.stdout + end.stderr);
    await watch.stop();
    await judgeBroadcast(view, 'show', { ...smallPicture, frames: 210, discontinuities: 1 });
  });

  it('is SRT from a second FFmpeg', async (t) => {
    const place = await createWorkplace(t);
    const { url, env, view } = await store.bucket();
    const address = `srt://127.0.0.1:${await freeUdpPort()}`;
    const watch = watchPlaylists(t, view, 'show', '180p');
    const program = startSurecast(
      [...liveArgs(place, [url], '--duration', '5'), '--source', `${address}?mode=listener`],
      { env },
    );
    await program.untilSays(/Broadcast show/);
    const endless = ['-re', ...picture, '-re', ...tone].map((arg) => arg.replace(/:d=8\.4$/, ''));
    const sending = [
      ...endless,
      ...h264,
      ...aac,
      '-f',
      'mpegts',
      `${address}?mode=caller&connect_timeout=20000`,
    ];
    const sender = await launch('ffmpeg', ['-nostdin', '-v', 'error', ...sending]);
    t.after(() => sender.stop());
    const end = await program.ended;
    assert.equal(end.status, 0, end.stdout + end.stderr);
    await watch.stop();
    await judgeBroadcast(view, 'show', { ...smallPicture, frames: 125 });
  });

  it('goes on when another takes its place under the same name', async (t) => {
    const place = await createWorkplace(t);
    const folder = place.folder('origin');
    const path = join(place.root, 'show.mp4');
    await run('ffmpeg', ['-v', 'error', ...picture, ...tone, ...h264, ...aac, path]);
    const watch = watchPlaylists(t, folder.view, 'show', '180p');
    const program = startSurecast(liveArgs(place, [folder.url]));
    await watch.until((playlist) => playlist.segments.length >= 2);
    program.signal('SIGKILL');
    await program.ended;
    const end = await runSurecast([...liveArgs(place, [folder.url]), '--source', path]);
    assert.equal(end.status, 0, end.stdout + end.stderr);
    await watch.stop();
    const { runs } = await judgeBroadcast(folder.view, 'show', { ...smallPicture, discontinuities: 1 });
    assert.equal(runs[1]?.video.length, 210);
  });
});
