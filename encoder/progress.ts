import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { progressFileName } from './capture-args.ts';
import { readFileTail } from './file-tail.ts';

/** The last report of FFmpeg's `-progress` file. */
export type CaptureProgress = {
  /** Frames encoded by this run, of the first variant. */
  readonly frame: number;
  readonly framesPerSecond: number;
  /** Frames left out because the source was faster than the constant rate. */
  readonly droppedFrames: number;
  /** Frames repeated because the source was slower. */
  readonly duplicatedFrames: number;
  /** Media time per wall-clock time; below 1 a live encoder falls behind. Undefined in the first reports. */
  readonly speed: number | undefined;
  /** Media written by this run, seconds, without the timeline's offset. */
  readonly outTimeSeconds: number | undefined;
  /** FFmpeg has finished its output. */
  readonly isEnd: boolean;
};

/** One report is about 300 bytes, and somewhat more a variant. */
const tailBytes = 8 * 1024;

/**
 * Reads the last report in a run's folder and when it was written (Unix milliseconds); undefined before the first.
 * FFmpeg 9 goes on writing reports when its source hangs: look at `frame`, not at the time, for signs of life.
 */
export async function readProgress(
  runDirectory: string,
): Promise<(CaptureProgress & { readonly updatedAtMs: number }) | undefined> {
  const path = join(runDirectory, progressFileName);
  const progress = parseProgress(await readFileTail(path, tailBytes));
  if (progress === undefined) return undefined;
  return { ...progress, updatedAtMs: (await stat(path)).mtimeMs };
}

/** Parses the last whole report (`key=value` lines that end with `progress=…`); undefined if there is none. */
export function parseProgress(text: string): CaptureProgress | undefined {
  const reports = text.split(/^(progress=(?:continue|end))\r?\n/m);
  const state = reports.at(-2);
  const lines = reports.at(-3)?.split(/\r?\n/);
  if (state === undefined || lines === undefined) return undefined;
  const values = new Map(lines.map((line) => [line.split('=')[0], line.slice(line.indexOf('=') + 1).trim()]));
  const number = (key: string) => finite(values.get(key));
  const microseconds = number('out_time_us') ?? number('out_time_ms');
  return {
    frame: number('frame') ?? 0,
    framesPerSecond: number('fps') ?? 0,
    droppedFrames: number('drop_frames') ?? 0,
    duplicatedFrames: number('dup_frames') ?? 0,
    speed: finite(values.get('speed')?.replace(/x$/, '')),
    // Both keys are microseconds (out_time_ms by an old mistake of FFmpeg's); N/A or negative before the first packet.
    outTimeSeconds: microseconds === undefined ? undefined : Math.max(0, microseconds / 1_000_000),
    isEnd: state === 'progress=end',
  };
}

function finite(text: string | undefined): number | undefined {
  if (text === undefined || text === '') return undefined;
  const value = Number(text);
  return Number.isFinite(value) ? value : undefined;
}
