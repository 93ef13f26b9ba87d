import { join } from 'node:path';
import { progressFileName } from './capture-args.ts';
import type { FfmpegExit } from './ffmpeg-process.ts';
import { readFileTail } from './file-tail.ts';

/** FFmpeg's exit code after a signal that it obeyed: it finished its output first. */
const stoppedBySignal = 255;
const tailBytes = 4096;

/**
 * Whether FFmpeg finished its output, so that the last packet of the log is whole. The code of an adopted one is not
 * known; the last report in its progress file then says `progress=end`.
 */
export async function endedCleanly(runDirectory: string, exit: FfmpegExit): Promise<boolean> {
  if (exit.code !== undefined) return exit.code === 0 || exit.code === stoppedBySignal;
  if (exit.signal !== undefined) return false;
  const tail = await readFileTail(join(runDirectory, progressFileName), tailBytes);
  return tail.trimEnd().endsWith('progress=end');
}

/**
 * Whether FFmpeg came to the end of its source. Not if anybody asked it to end (also a shutdown, or another program by
 * SIGTERM): then its output is whole, and the source has more. Undefined where its output is whole and nobody saw its exit.
 */
export function isSourceOver(
  exit: FfmpegExit,
  how: { cleanly: boolean; asked: boolean },
): boolean | undefined {
  if (!how.cleanly || how.asked) return false;
  return exit.code === undefined ? undefined : exit.code === 0;
}
