import { execFile } from 'node:child_process';
import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, posix } from 'node:path';
import { promisify } from 'node:util';
import { findFfmpeg } from '../../../encoder/find-ffmpeg.ts';
import { runSurecast } from '../../testing/surecast-process.ts';

export const segmentSeconds = 4;
export const broadcastSeconds = 160;
const rate = 25;

export type RecordedBroadcast = {
  /** Folder of the origin; the broadcast `show` is in it. */
  readonly folder: string;
  /** Its segments in their order, as paths below the broadcast. */
  readonly segments: readonly string[];
  remove(): Promise<void>;
};

/**
 * A broadcast as Surecast delivers it to a folder: MPEG-TS in segments of so many seconds, made without encoding from a
 * recording that costs little to make.
 */
export async function deliverRecording(secondsEach = segmentSeconds): Promise<RecordedBroadcast> {
  const root = await mkdtemp(join(tmpdir(), 'surecast-viewers-'));
  const { ffmpegPath } = await findFfmpeg();
  const recording = join(root, 'recording.mp4');
  const video = ['-f', 'lavfi', '-i', `testsrc=size=320x180:rate=${rate}:duration=${broadcastSeconds}`];
  const audio = ['-f', 'lavfi', '-i', `sine=frequency=440:duration=${broadcastSeconds}`];
  const keyframes = ['-g', `${rate * secondsEach}`, '-keyint_min', `${rate * secondsEach}`];
  const coding = [
    '-c:v',
    'libx264',
    '-preset',
    'ultrafast',
    '-bf',
    '0',
    '-sc_threshold',
    '0',
    '-pix_fmt',
    'yuv420p',
  ];
  await promisify(execFile)(ffmpegPath, [
    ...['-v', 'error', ...video, ...audio, ...coding, ...keyframes, '-c:a', 'aac', '-b:a', '64k', recording],
  ]);
  const end = await runSurecast([
    ...['deliver', recording, '--copy', '--broadcast', 'show', '--origin', `file:${join(root, 'origin')}`],
    ...['--segment-duration', `${secondsEach}`, '--data', join(root, 'data')],
  ]);
  if (end.status !== 0) throw new Error(`The recording was not delivered:\n${end.stderr}`);
  const folder = join(root, 'origin');
  return {
    folder,
    segments: await listSegments(join(folder, 'show')),
    remove: () => rm(root, { recursive: true, force: true, maxRetries: 5 }),
  };
}

/** Adds the same pictures as a second rendition, said to be of another rate. */
export async function addRendition({ folder }: RecordedBroadcast): Promise<void> {
  const file = join(folder, 'show', 'index.m3u8');
  const text = await readFile(file, 'utf8');
  const [variant = '', uri = ''] = text.split('\n').slice(-3);
  await cp(join(folder, 'show', posix.dirname(uri)), join(folder, 'show', 'thin'), { recursive: true });
  await writeFile(
    file,
    `${text}${variant.replaceAll(/BANDWIDTH=\d+/g, 'BANDWIDTH=150000')}\nthin/index.m3u8\n`,
  );
}

async function listSegments(broadcast: string): Promise<readonly string[]> {
  const uris = async (playlist: string) =>
    (await readFile(join(broadcast, playlist), 'utf8'))
      .split('\n')
      .filter((line) => line !== '' && !line.startsWith('#'))
      .map((uri) => posix.join(posix.dirname(playlist), uri));
  const [variant = ''] = await uris('index.m3u8');
  return uris(variant);
}
