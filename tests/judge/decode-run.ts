import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** All frames of a stretch of media, decoded. Times in seconds, in order of display. */
export type DecodedRun = { readonly video: readonly number[]; readonly audio: readonly number[] };

/** Decodes segments joined as they are. Fails on anything that the decoder has to complain of. */
export async function decodeRun(parts: readonly Buffer[], extension: 'ts' | 'mp4'): Promise<DecodedRun> {
  const directory = await mkdtemp(join(tmpdir(), 'surecast-judge-'));
  try {
    const path = join(directory, `joined.${extension}`);
    await writeFile(path, Buffer.concat(parts));
    const { stdout, stderr } = await run(
      'ffprobe',
      [...'-v error -show_entries frame=media_type,pts_time -of csv=p=0'.split(' '), path],
      { maxBuffer: 64 << 20 },
    );
    assert.equal(stderr, '', 'the media decodes without a complaint');
    const lines = stdout.split('\n').map((line) => line.split(','));
    const times = (type: string) =>
      lines
        .filter(([each]) => each === type)
        .map(([, time]) => Number(time))
        .toSorted((a, b) => a - b);
    return { video: times('video'), audio: times('audio') };
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}

/** Checks that each frame follows the one before at the same distance. Times as printed have microseconds. */
export function assertEvenSteps(times: readonly number[], stepSeconds: number, what: string): void {
  times.forEach((time, index) => {
    const step = time - (times[index - 1] ?? time - stepSeconds);
    assert.ok(
      Math.abs(step - stepSeconds) < 0.0005,
      `${what}: frame ${index} at ${time} s comes ${step} s after the one before, not ${stepSeconds} s`,
    );
  });
}
