import type { RateHistory, RatePoint } from '../../contract/api/console-snapshot.ts';
import type { EngineEvent } from '../../contract/engine-events.ts';
import { RateSeries } from './rate-series.ts';

/** What is captured, sent, and left, over the last minute and the last hour. Fed by the engine's news. */
export type RateMeter = {
  note(event: EngineEvent): void;
  noteBacklog(bytes: number): void;
  history(): RateHistory;
  /** Mean of the last seconds, bits per second: long enough for several segments. */
  recent(): { readonly capturedBitsPerSecond: number; readonly uplinkBitsPerSecond: number };
};

/** Delivery comes in bursts, one a segment; spread over at least this, its rate can be read, milliseconds. */
const leastSpreadMs = 2_000;
const mostSpreadMs = 10_000;
const points = 60;
const recentSeconds = 15;
const minuteMs = 60_000;

/** @param clock monotonic milliseconds */
export function createRateMeter(clock: () => number = () => performance.now()): RateMeter {
  const fine = { captured: new RateSeries(1_000, points + 1), uplink: new RateSeries(1_000, points + 1) };
  const coarse = {
    captured: new RateSeries(minuteMs, points + 1),
    uplink: new RateSeries(minuteMs, points + 1),
  };
  const backlog = { fine: new BacklogLine(1_000), coarse: new BacklogLine(minuteMs) };
  let newest: { readonly atMs: number; readonly seconds: number; readonly bitsPerSecond: number } | undefined;

  const add = (kind: 'captured' | 'uplink', bits: number, lastsMs: number): void => {
    const nowMs = clock();
    fine[kind].add(bits, nowMs - lastsMs, nowMs);
    coarse[kind].add(bits, nowMs - lastsMs, nowMs);
  };
  const pointsOf = (series: typeof fine, line: BacklogLine, stepMs: number): RatePoint[] => {
    const nowMs = clock();
    const captured = series.captured.perSecond(nowMs, points);
    const uplink = series.uplink.perSecond(nowMs, points);
    const wallMs = Date.now() - (nowMs % stepMs);
    return captured.map((capturedBitsPerSecond, index) => {
      const agoMs = (points - 1 - index) * stepMs;
      const endMs = nowMs - (nowMs % stepMs) - agoMs;
      return {
        atMs: Math.round(wallMs - agoMs),
        capturedBitsPerSecond: Math.max(capturedBitsPerSecond, inHand(endMs)),
        uplinkBitsPerSecond: uplink[index] ?? 0,
        backlogBytes: line.at(endMs - 1),
      };
    });
  };
  /** The segment in hand is captured as well; how much it has is known when it is whole. */
  const inHand = (endMs: number): number => {
    if (newest === undefined || endMs <= newest.atMs) return 0;
    return clock() - newest.atMs < 2_000 * newest.seconds + 1_000 ? newest.bitsPerSecond : 0;
  };

  return {
    note: (event) => {
      if (event.type === 'segment-captured') {
        const bits = event.sizeBytes * 8;
        add('captured', bits, event.seconds * 1000);
        newest = { atMs: clock(), seconds: event.seconds, bitsPerSecond: bits / event.seconds };
      } else if (event.type === 'upload-verified') {
        add('uplink', event.sizeBytes * 8, Math.min(Math.max(event.afterMs, leastSpreadMs), mostSpreadMs));
      }
    },
    noteBacklog: (bytes) => {
      backlog.fine.note(bytes, clock());
      backlog.coarse.note(bytes, clock());
    },
    history: () => ({
      lastMinute: pointsOf(fine, backlog.fine, 1_000),
      lastHour: pointsOf(coarse, backlog.coarse, minuteMs),
    }),
    recent: () => {
      const nowMs = clock();
      const mean = (series: RateSeries) =>
        series.perSecond(nowMs, recentSeconds).reduce((sum, rate) => sum + rate, 0) / recentSeconds;
      return { capturedBitsPerSecond: mean(fine.captured), uplinkBitsPerSecond: mean(fine.uplink) };
    },
  };
}

/** The newest value of each bucket; one that had none shows the value before it. */
class BacklogLine {
  readonly #stepMs: number;
  readonly #values: { readonly bucket: number; readonly bytes: number }[] = [];

  constructor(stepMs: number) {
    this.#stepMs = stepMs;
  }

  note(bytes: number, nowMs: number): void {
    const bucket = Math.floor(nowMs / this.#stepMs);
    if (this.#values.at(-1)?.bucket === bucket) this.#values.pop();
    this.#values.push({ bucket, bytes });
    if (this.#values.length > points + 2) this.#values.shift();
  }

  at(ms: number): number {
    const bucket = Math.floor(ms / this.#stepMs);
    return this.#values.findLast((value) => value.bucket <= bucket)?.bytes ?? 0;
  }
}
