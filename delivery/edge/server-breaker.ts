/** Which servers are avoided because they failed a moment ago. Pure but for what it remembers; times are monotonic milliseconds. */
export type ServerBreaker = {
  /** Whether to ask this server first, as if nothing had been. A server that was avoided long enough is tried by one asker alone. */
  mayTry(server: string, nowMs: number): boolean;
  failed(server: string, nowMs: number): void;
  succeeded(server: string): void;
};

export type BreakerTiming = {
  /** A server that failed once is avoided for so long; each further failure doubles it. */
  readonly avoidMs: number;
  readonly avoidAtMostMs: number;
};

export const breakerTiming: BreakerTiming = { avoidMs: 2_000, avoidAtMostMs: 30_000 };

export function createServerBreaker({
  avoidMs,
  avoidAtMostMs,
}: BreakerTiming = breakerTiming): ServerBreaker {
  const failing = new Map<string, Failing>();
  return {
    mayTry(server, nowMs) {
      const state = failing.get(server);
      if (state === undefined) return true;
      if (nowMs < state.untilMs) return false;
      state.untilMs = nowMs + avoidMs;
      return true;
    },
    failed(server, nowMs) {
      const state = failing.get(server);
      // Requests that were under way together fail together: that is one failure.
      if (state !== undefined && nowMs < state.failedAtMs + avoidMs / 2) return;
      const avoidedForMs = state === undefined ? avoidMs : Math.min(avoidAtMostMs, state.avoidedForMs * 2);
      failing.set(server, { avoidedForMs, failedAtMs: nowMs, untilMs: nowMs + avoidedForMs });
    },
    succeeded(server) {
      failing.delete(server);
    },
  };
}

type Failing = { readonly avoidedForMs: number; readonly failedAtMs: number; untilMs: number };

/** Those that may be tried in their order, then, as a last resort, those that are avoided. */
export function orderServers<Server extends { readonly name: string }>(
  servers: readonly Server[],
  breaker: ServerBreaker,
  nowMs: number,
): readonly Server[] {
  const first = servers.filter(({ name }) => breaker.mayTry(name, nowMs));
  return [...first, ...servers.filter((server) => !first.includes(server))];
}
