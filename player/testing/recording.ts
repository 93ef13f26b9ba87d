import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** Segments that FFmpeg made: six of half a second with 12 or 13 frames each, video and sound. */
export type Recording = {
  readonly segments: readonly Uint8Array[];
  readonly init: Uint8Array | undefined;
  readonly frames: number;
};

export const recordedFrames = 72;

/** Makes a recording in a folder of its own, which is removed. */
export async function makeRecording(container: 'ts' | 'fmp4', size = '128x72'): Promise<Recording> {
  const folder = await mkdtemp(join(tmpdir(), 'surecast-recording-'));
  try {
    const extension = container === 'ts' ? 'ts' : 'm4s';
    await run('ffmpeg', [
      ...[
        '-v',
        'error',
        '-f',
        'lavfi',
        '-i',
        `testsrc=size=${size}:rate=25`,
        '-f',
        'lavfi',
        '-i',
        'sine=r=48000',
      ],
      ...[
        '-t',
        '2.88',
        '-c:v',
        'libx264',
        '-preset',
        'ultrafast',
        '-threads',
        '1',
        '-g',
        '12',
        '-keyint_min',
        '12',
      ],
      ...[
        '-sc_threshold',
        '0',
        '-bf',
        '0',
        '-c:a',
        'aac',
        '-f',
        'hls',
        '-hls_time',
        '0.48',
        '-hls_list_size',
        '0',
      ],
      ...['-hls_segment_type', container === 'ts' ? 'mpegts' : 'fmp4'],
      ...['-hls_segment_filename', join(folder, `s%03d.${extension}`), join(folder, 'index.m3u8')],
    ]);
    const names = (await readdir(folder)).filter((name) => name.endsWith(`.${extension}`)).sort();
    return {
      segments: await Promise.all(names.map((name) => readFile(join(folder, name)))),
      init: container === 'ts' ? undefined : await readFile(join(folder, 'init.mp4')),
      frames: recordedFrames,
    };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Decodes a file whole and counts its video frames; whatever FFmpeg complains about is an error. */
export async function countFrames(path: string): Promise<number> {
  const { stdout, stderr } = await run('ffmpeg', [
    ...['-v', 'error', '-i', path, '-map', '0:v:0', '-f', 'framemd5', '-'],
  ]);
  if (stderr !== '') throw new Error(`FFmpeg complains: ${stderr}`);
  return stdout.split('\n').filter((line) => /^\d/.test(line)).length;
}

export function sha256Of(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}
