import type { EventClock } from './event-clock.ts';
import { createHeldStream, type HeldStream, keepSegment, windowSegments } from './held-stream.ts';
import type { Measures } from './measures.ts';
import type { SimulatedServer } from './simulated-server.ts';
import { type OpenRequest, playlist, type Transport } from './transport.ts';

/** The main server and the intermediates: what they hold, and how it gets there. */
export type UpperTier = {
  /** A stream is on air already: the main server and those that carry it hold its live window. */
  begin(stream: number, newest: number, carriers: readonly SimulatedServer[]): void;
  /** The encoder has delivered a segment to the main server. */
  produce(stream: number, segment: number): void;
  serve(server: SimulatedServer, request: OpenRequest): void;
  /** A server has come back with nothing. */
  forget(server: SimulatedServer): void;
};

export type UpperTierOptions = {
  readonly clock: EventClock;
  /** Made after this tier, which it asks to serve. */
  readonly transport: () => Transport;
  /** The main server first. */
  readonly servers: readonly SimulatedServer[];
  readonly streams: number;
  readonly segmentMs: number;
  /** Whom the main server issues a stream to, as it knows by now. */
  readonly issuedTo: (stream: number) => readonly SimulatedServer[];
  readonly measures: Measures;
};

type Tier = UpperTierOptions & {
  /** Newest segment of each stream at the main server. */
  readonly newest: Int32Array;
  readonly held: readonly Map<number, HeldStream>[];
};

export function createUpperTier(options: UpperTierOptions): UpperTier {
  const tier: Tier = {
    ...options,
    newest: new Int32Array(options.streams).fill(-1),
    held: options.servers.map(() => new Map()),
  };
  return {
    begin: (stream, newest, carriers) => begin(tier, stream, newest, carriers),
    produce(stream, segment) {
      tier.newest[stream] = segment;
      for (const server of options.issuedTo(stream)) issue(tier, server, stream);
    },
    serve: (server, request) =>
      server.kind === 'main'
        ? serveFromMain(tier, server, request)
        : serveFromIntermediate(tier, server, request),
    forget: (server) => tier.held[server.link]?.clear(),
  };
}

function heldBy({ held }: Tier, server: SimulatedServer, stream: number): HeldStream {
  const known = held[server.link]?.get(stream);
  if (known !== undefined) return known;
  const fresh = createHeldStream();
  held[server.link]?.set(stream, fresh);
  return fresh;
}

function begin(tier: Tier, stream: number, newest: number, carriers: readonly SimulatedServer[]): void {
  tier.newest[stream] = newest;
  for (const server of carriers) {
    const held = heldBy(tier, server, stream);
    for (let segment = Math.max(0, newest - windowSegments + 1); segment <= newest; segment++)
      keepSegment(held, segment);
    held.newest = newest;
    held.issued = newest;
    held.heardAtMs = tier.clock.nowMs();
  }
}

function countTransfer({ measures }: Tier, held: HeldStream, segment: number): void {
  const slot = segment % windowSegments;
  if (held.counted[slot] !== segment) held.transfers[slot] = 0;
  held.counted[slot] = segment;
  const transfers = (held.transfers[slot] ?? 0) + 1;
  held.transfers[slot] = transfers;
  measures.mostIntermediateRequests = Math.max(measures.mostIntermediateRequests, transfers);
}

/** Issues what a server lacks of a stream, one segment after the other, the playlist behind each. */
function issue(tier: Tier, server: SimulatedServer, stream: number): void {
  const main = tier.servers[0];
  if (main === undefined || server === main) return;
  const held = heldBy(tier, server, stream);
  const latest = tier.newest[stream] ?? -1;
  if (held.isIssuing || held.issued >= latest || server.life !== 'alive') return;
  const segment = Math.max(held.issued + 1, latest - windowSegments + 1, 0);
  held.isIssuing = true;
  countTransfer(tier, held, segment);
  const stop = (): void => {
    held.isIssuing = false;
  };
  const goOn = (): void => {
    stop();
    if (server.life !== 'alive') return;
    held.issued = segment;
    keepSegment(held, segment);
    held.newest = Math.max(held.newest, segment);
    held.heardAtMs = tier.clock.nowMs();
    if (tier.issuedTo(stream).includes(server)) issue(tier, server, stream);
  };
  const reply = { firstByte: () => undefined, done: goOn, missing: stop, failed: stop };
  tier.transport().push(main, { stream, segment }, reply);
}

function serveFromMain(tier: Tier, server: SimulatedServer, request: OpenRequest): void {
  const { stream, segment } = request.wanted;
  const latest = tier.newest[stream] ?? -1;
  const isHeld = segment !== playlist && segment <= latest && segment > latest - windowSegments;
  if (isHeld) tier.transport().send(server, request);
  else tier.transport().answer(server, request, segment === playlist && latest !== -1 ? latest : undefined);
}

function serveFromIntermediate(tier: Tier, server: SimulatedServer, request: OpenRequest): void {
  const { stream, segment } = request.wanted;
  const held = heldBy(tier, server, stream);
  // What the main server issues comes by itself; a playlist of which nothing was heard is asked for.
  const isFresh = tier.clock.nowMs() - held.heardAtMs < 1.5 * tier.segmentMs;
  const isHeld = segment === playlist ? isFresh : held.segments[segment % windowSegments] === segment;
  if (isHeld) answerHeld(tier, server, held, request);
  else readThrough(tier, server, held, request);
}

function answerHeld(tier: Tier, server: SimulatedServer, held: HeldStream, request: OpenRequest): void {
  const { segment } = request.wanted;
  const transport = tier.transport();
  if (segment !== playlist && held.segments[segment % windowSegments] === segment)
    transport.send(server, request);
  else
    transport.answer(server, request, segment === playlist && held.newest !== -1 ? held.newest : undefined);
}

/** Asks the main server; whoever asks for the same meanwhile waits for the same answer. */
function readThrough(tier: Tier, server: SimulatedServer, held: HeldStream, request: OpenRequest): void {
  const { segment } = request.wanted;
  const waiting = held.pulling.get(segment);
  if (waiting !== undefined) {
    waiting.push(request);
    return;
  }
  held.pulling.set(segment, [request]);
  if (segment !== playlist) countTransfer(tier, held, segment);
  const answerAll = (): void => {
    const asked = held.pulling.get(segment) ?? [];
    held.pulling.delete(segment);
    for (const each of asked) answerHeld(tier, server, held, each);
  };
  const [main] = tier.servers;
  if (main === undefined) return answerAll();
  tier.transport().ask(main, request.wanted, {
    firstByte: () => undefined,
    done(latest) {
      if (segment === playlist) {
        held.newest = Math.max(held.newest, latest);
        held.heardAtMs = tier.clock.nowMs();
      } else keepSegment(held, segment);
      answerAll();
    },
    missing: answerAll,
    failed: answerAll,
  });
}
