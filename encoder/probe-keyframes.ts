import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { SurecastError } from '../contract/surecast-error.ts';
import { nextGridPoint } from '../media/segment-grid.ts';
import type { FfmpegPrograms } from './find-ffmpeg.ts';

/**
 * The longest segment, in seconds, when a file is cut at its own keyframes: the first keyframe at or behind each grid
 * point of `segmentSeconds`. It fixes the target duration of a copied broadcast before its first segment exists.
 * Reads the whole file's index or packets, in constant memory.
 * @throws SurecastError FFMPEG_MISSING without ffprobe, SOURCE_NO_VIDEO if it finds no video packet
 */
export async function longestCopiedSegmentSeconds(
  path: string,
  segmentSeconds: number,
  { ffprobePath }: Pick<FfmpegPrograms, 'ffprobePath'>,
): Promise<number> {
  if (ffprobePath === undefined) {
    throw new SurecastError(
      'FFMPEG_MISSING',
      'Copying needs ffprobe, which is not beside ffmpeg nor on PATH.',
    );
  }
  const longest = new LongestSegment(segmentSeconds);
  const child = spawn(ffprobePath, keyframeArgs(path), {
    stdio: ['ignore', 'pipe', 'ignore'],
    windowsHide: true,
  });
  const closed = once(child, 'close');
  for await (const line of createInterface({ input: child.stdout })) {
    const packet = parsePacketLine(line);
    if (packet !== undefined) longest.add(packet);
  }
  await closed;
  const seconds = longest.seconds;
  if (seconds === undefined) throw new SurecastError('SOURCE_NO_VIDEO', `${path} has no video packets.`);
  return seconds;
}

function keyframeArgs(path: string): readonly string[] {
  const entries = 'packet=pts_time,dts_time,duration_time,flags';
  return [
    '-loglevel',
    'error',
    '-select_streams',
    'V:0',
    '-show_entries',
    entries,
    '-of',
    'compact=p=0',
    `file:${path}`,
  ];
}

/** A video packet as ffprobe lists it. Times in seconds. */
export type VideoPacket = { readonly start: number; readonly end: number; readonly isKeyframe: boolean };

/** Reads a line such as `pts_time=1.2|dts_time=1.1|duration_time=0.04|flags=K_`; undefined if it has no time. */
export function parsePacketLine(line: string): VideoPacket | undefined {
  const fields = new Map(line.split('|').map((field) => [field.split('=')[0], field.split('=')[1]]));
  const start = [fields.get('pts_time'), fields.get('dts_time')].map(Number).find(Number.isFinite);
  if (start === undefined) return undefined;
  const duration = Number(fields.get('duration_time'));
  const isKeyframe = fields.get('flags')?.startsWith('K') ?? false;
  return { start, end: start + (Number.isFinite(duration) ? duration : 0), isKeyframe };
}

/** Follows a file's packets and keeps the longest segment that its keyframes make on the grid. */
export class LongestSegment {
  readonly #segmentSeconds: number;
  #origin: number | undefined;
  #start: number | undefined;
  #end = 0;
  #longest = 0;

  constructor(segmentSeconds: number) {
    this.#segmentSeconds = segmentSeconds;
  }

  /** Undefined until a keyframe was seen. */
  get seconds(): number | undefined {
    return this.#start === undefined ? undefined : Math.max(this.#longest, this.#end - this.#start);
  }

  add({ start, end, isKeyframe }: VideoPacket): void {
    if (isKeyframe && this.#begins(start)) {
      if (this.#start !== undefined) this.#longest = Math.max(this.#longest, start - this.#start);
      this.#origin ??= start;
      this.#start = start;
    }
    this.#end = Math.max(this.#end, end);
  }

  #begins(start: number): boolean {
    if (this.#start === undefined || this.#origin === undefined) return true;
    const tolerance = 0.005;
    return start >= nextGridPoint(this.#start, this.#origin, this.#segmentSeconds, tolerance) - tolerance;
  }
}
