import { createHash } from 'node:crypto';
import { Writable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { decodePlaylist } from '../../player/decode.ts';

/** A viewer without a window, at some edge of the network. */
export type HeadlessViewer = {
  /** Segments it has got and found right so far. */
  segments(): number;
  /**
   * The longest time between two segments, milliseconds, behind the first.
   * @param sinceMs by the monotonic clock: only of waits that had not ended by then, with the one that goes on
   */
  longestWaitMs(sinceMs?: number): number;
  /** Resolves at the end of the broadcast, with the SHA-256 of all that was shown. */
  readonly ended: Promise<ViewerEnd>;
  stop(): void;
};

export type ViewerEnd = {
  readonly sha256: string;
  readonly bytes: number;
  readonly stopped: string;
  readonly missing: number;
  readonly mismatched: number;
  readonly error: string | undefined;
};

/** Viewers are there before the broadcast is. */
const waitsForStart = { startPatienceMs: 120_000, startRefusedPatienceMs: 120_000 };

/** Follows a broadcast from its start. @param playlist as `/join/NAME` or `/live/NAME/index.m3u8` of an edge */
export function startHeadlessViewer(playlist: string): HeadlessViewer {
  const hash = createHash('sha256');
  const control = new AbortController();
  let segments = 0;
  let bytes = 0;
  const arrivedAtMs: number[] = [];
  const output = (): Writable =>
    new Writable({
      write(chunk: Buffer, _encoding, done) {
        hash.update(chunk);
        bytes += chunk.length;
        done();
      },
    });
  const decoding = decodePlaylist(
    { playlist, output: '-', standardOutput: output, fromStart: true, tuning: waitsForStart },
    {
      signal: control.signal,
      onEvent: (event) => {
        if (event.kind !== 'progress' || event.report.verified <= segments) return;
        arrivedAtMs.push(performance.now());
        segments = event.report.verified;
      },
    },
  );
  return {
    segments: () => segments,
    longestWaitMs: (sinceMs) => longestGapMs(arrivedAtMs, sinceMs),
    stop: () => control.abort(),
    ended: decoding.then(({ report, stopped, error }) => ({
      sha256: hash.digest('hex'),
      bytes,
      stopped,
      missing: report.missing,
      mismatched: report.mismatched,
      error: error?.message,
    })),
  };
}

function longestGapMs(atMs: readonly number[], sinceMs: number | undefined): number {
  const ends = sinceMs === undefined ? atMs : [...atMs, performance.now()];
  const gaps = ends.slice(1).map((end, index) => ({ end, ms: end - (atMs[index] ?? end) }));
  return Math.max(0, ...gaps.filter(({ end }) => end >= (sinceMs ?? 0)).map(({ ms }) => ms));
}

/** Resolves when every viewer has so many segments more than when it is called, however long that takes. */
export async function untilAllAdvance(viewers: readonly HeadlessViewer[], by: number): Promise<void> {
  const wanted = viewers.map((viewer) => viewer.segments() + by);
  while (viewers.some((viewer, index) => viewer.segments() < (wanted[index] ?? 0))) await sleep(50);
}
