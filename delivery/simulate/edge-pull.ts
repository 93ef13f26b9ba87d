import { createServerBreaker, orderServers, type ServerBreaker } from '../edge/server-breaker.ts';
import type { EventClock } from './event-clock.ts';
import type { Measures } from './measures.ts';
import type { SimulatedServer } from './simulated-server.ts';
import { playlist, type Transport, type Wanted } from './transport.ts';

/** What an edge gets of the servers above it. */
export type PullReply = {
  firstByte(): void;
  done(newest: number): void;
  /** They do not have it. */
  missing(): void;
  /** None of them answers. */
  unavailable(): void;
};

/** Pulls for one edge: from its servers in the order that its breaker gives, one after the other. */
export type EdgePull = (servers: readonly SimulatedServer[], wanted: Named, reply: PullReply) => void;

/** `isNamed`: a playlist names it, so that "missing" is believed only when all say so. */
type Named = Wanted & { readonly isNamed: boolean };

export type EdgePullOptions = {
  readonly clock: EventClock;
  readonly transport: Transport;
  readonly measures: Measures;
};

export function createEdgePull(options: EdgePullOptions): EdgePull {
  const breaker = createServerBreaker();
  return (servers, wanted, reply) => {
    const order = [...orderServers(servers, breaker, options.clock.nowMs())];
    askNext(options, breaker, order, wanted, reply, undefined);
  };
}

/** @param lostAtMs since when bytes are missed because a server failed */
function askNext(
  options: EdgePullOptions,
  breaker: ServerBreaker,
  left: SimulatedServer[],
  wanted: Named,
  reply: PullReply,
  lostAtMs: number | undefined,
): void {
  const { clock, transport, measures } = options;
  const server = left.shift();
  if (server === undefined) return reply.unavailable();
  let waitingSinceMs = lostAtMs ?? clock.nowMs();
  let hasBegun = false;
  const begun = (): void => {
    hasBegun = true;
    if (lostAtMs !== undefined)
      measures.failoverGapMs = Math.max(measures.failoverGapMs, clock.nowMs() - lostAtMs);
  };
  if (wanted.segment !== playlist) measures.segmentRequests += 1;
  transport.ask(server, wanted, {
    firstByte() {
      begun();
      reply.firstByte();
      waitingSinceMs = clock.nowMs();
    },
    done(newest) {
      breaker.succeeded(server.name);
      if (!hasBegun) begun();
      reply.done(newest);
    },
    missing() {
      if (wanted.isNamed && left.length > 0) askNext(options, breaker, left, wanted, reply, lostAtMs);
      else reply.missing();
    },
    failed() {
      measures.failedRequests += 1;
      breaker.failed(server.name, clock.nowMs());
      askNext(options, breaker, left, wanted, reply, waitingSinceMs);
    },
  });
}
