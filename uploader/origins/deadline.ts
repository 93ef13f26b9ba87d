/** How long a request may take. */
export type RequestLimits = {
  /** Connecting, milliseconds. */
  readonly connectMs: number;
  /** Without any byte moving in either direction, milliseconds. */
  readonly stallMs: number;
  /** What any request may take besides its bytes, milliseconds. */
  readonly baseMs: number;
  /** The slowest transfer worth waiting for; below it the connection is given up and made anew. */
  readonly slowestBytesPerSecond: number;
};

export const defaultRequestLimits: RequestLimits = {
  connectMs: 5_000,
  stallMs: 10_000,
  baseMs: 10_000,
  slowestBytesPerSecond: 16 * 1024,
};

/** Milliseconds after which a request that moves `sizeBytes` is given up, however busy it looks. */
export function deadlineMs(
  sizeBytes: number,
  limits: Pick<RequestLimits, 'baseMs' | 'slowestBytesPerSecond'>,
): number {
  return Math.ceil(limits.baseMs + (sizeBytes / limits.slowestBytesPerSecond) * 1000);
}

/**
 * Runs `work` with a signal that aborts at the deadline or with the caller's own signal, and leaves no timer or
 * listener behind. Rejects at once when either happens, also if `work` does not listen.
 * @param grantedMs how much later than that it is by now, because the work was made to wait
 */
export async function withDeadline<T>(
  ms: number,
  signal: AbortSignal,
  work: (signal: AbortSignal) => Promise<T>,
  grantedMs: () => number = () => 0,
): Promise<T> {
  signal.throwIfAborted();
  const { promise: stopped, reject } = Promise.withResolvers<never>();
  const controller = new AbortController();
  const stop = (reason: unknown): void => {
    controller.abort(reason);
    reject(reason);
  };
  const onAbort = (): void => stop(signal.reason);
  let grantedBeforeMs = 0;
  const onTimer = (): void => {
    const leftMs = grantedMs() - grantedBeforeMs;
    if (leftMs < 1) return stop(new DeadlineError(ms));
    grantedBeforeMs += leftMs;
    timer = setTimeout(onTimer, leftMs);
  };
  let timer = setTimeout(onTimer, ms);
  signal.addEventListener('abort', onAbort, { once: true });
  try {
    return await Promise.race([work(controller.signal), stopped]);
  } finally {
    clearTimeout(timer);
    signal.removeEventListener('abort', onAbort);
  }
}

/** A request took longer than its size allows. */
export class DeadlineError extends Error {
  override readonly name = 'TimeoutError';

  constructor(ms: number) {
    super(`not finished after ${Math.round(ms / 1000)} s`);
  }
}
