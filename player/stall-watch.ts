import { ResourceFailure } from './resource-failure.ts';

/** Slower than this over a whole stall window is no transfer any more. */
const slowestBytesPerSecond = 1024;

/** Ends a transfer that stands still, or only trickles, or takes longer than its deadline. */
export type StallWatch = {
  /** Aborts when the transfer is to end: its reason is a ResourceFailure, or the caller's own abort. */
  readonly signal: AbortSignal;
  received(bytes: number): void;
  /** Stops the watch; to be called when the transfer is over. */
  stop(): void;
};

/** @param stallMs window in which at least 1 KiB a second must arrive. @param deadlineMs for the whole transfer. */
export function watchForStall(
  stallMs: number,
  deadlineMs: number | undefined,
  outer: AbortSignal,
): StallWatch {
  const controller = new AbortController();
  const fail = (message: string): void => controller.abort(new ResourceFailure('outage', message));
  let sinceTick = 0;
  const timer = setInterval(() => {
    if (sinceTick < (slowestBytesPerSecond * stallMs) / 1000) fail(`stalled for ${stallMs / 1000} s`);
    sinceTick = 0;
  }, stallMs);
  const deadline =
    deadlineMs === undefined
      ? undefined
      : setTimeout(() => fail(`not whole after ${deadlineMs / 1000} s`), deadlineMs);
  return {
    signal: AbortSignal.any([controller.signal, outer]),
    received: (bytes) => {
      sinceTick += bytes;
    },
    stop: () => {
      clearInterval(timer);
      clearTimeout(deadline);
    },
  };
}
