import type { EventClock } from './event-clock.ts';
import { createSharedLinks, type SharedLinks } from './shared-links.ts';
import type { SimulatedServer } from './simulated-server.ts';

/** An object of a stream: a segment by its number, or its playlist. */
export type Wanted = { readonly stream: number; readonly segment: number };
export const playlist = -1;

/** What comes back of a request; exactly one of `done`, `missing` and `failed` is called. */
export type Reply = {
  /** Bytes begin to come. */
  firstByte(): void;
  /** All of it is there. `newest`: the newest segment that a playlist names. */
  done(newest: number): void;
  missing(): void;
  /** The server does not answer, or broke off. */
  failed(): void;
};

/** A request that has reached a server; it ends in `answer` or `send`. */
export type OpenRequest = { readonly wanted: Wanted; readonly reply: Reply; transfer: number };

/** Requests between servers, over links that they share. */
export type Transport = {
  ask(server: SimulatedServer, wanted: Wanted, reply: Reply): void;
  /** A playlist, or word that there is none: too small to need time on a link. */
  answer(server: SimulatedServer, request: OpenRequest, newest: number | undefined): void;
  /** A segment goes out. */
  send(server: SimulatedServer, request: OpenRequest): void;
  /** A server issues a segment to one that did not ask. */
  push(server: SimulatedServer, wanted: Wanted, reply: Reply): void;
  /** All that a server was asked breaks off. */
  breakOff(server: SimulatedServer): void;
  /** A link has woken. */
  onWake(link: number, nowMs: number): void;
  /** Bytes that a server has sent by now. */
  sentBytes(server: SimulatedServer): number;
};

export type TransportOptions = {
  readonly clock: EventClock;
  readonly servers: readonly SimulatedServer[];
  /** The clock's number of the first link. */
  readonly firstEntity: number;
  readonly segmentBytes: number;
  readonly roundTripMs: number;
  /** How long an asker waits for an answer to begin, and to go on. */
  readonly headersMs: number;
  readonly stallMs: number;
  readonly transferLimit: number;
  readonly serve: (server: SimulatedServer, request: OpenRequest) => void;
};

type Wires = TransportOptions & {
  readonly links: SharedLinks;
  readonly open: readonly Set<OpenRequest>[];
  readonly sending: (OpenRequest | undefined)[];
  readonly freeTransfers: number[];
};

const notSent = -1;

export function createTransport(options: TransportOptions): Transport {
  const { clock, servers } = options;
  const wires: Wires = {
    ...options,
    links: createSharedLinks({
      capacities: servers.map(({ capacityBitsPerSecond }) => capacityBitsPerSecond),
      transferLimit: options.transferLimit,
    }),
    open: servers.map(() => new Set<OpenRequest>()),
    sending: [],
    freeTransfers: [],
  };
  return {
    ask: (server, wanted, reply) =>
      later(wires, 0.5, () => arrive(wires, server, wanted, reply, options.serve)),
    answer(server, request, newest) {
      if (!close(wires, server, request)) return;
      const { reply } = request;
      later(wires, 0.5, newest === undefined ? reply.missing : () => reply.done(newest));
    },
    send: (server, request) => send(wires, server, request),
    push: (server, wanted, reply) =>
      arrive(wires, server, wanted, reply, (at, request) => send(wires, at, request)),
    breakOff(server) {
      for (const request of [...(wires.open[server.link] ?? [])]) {
        if (request.transfer !== notSent) wires.links.breakOff(server.link, request.transfer, clock.nowMs());
        close(wires, server, request);
        fail(wires, server, request);
      }
    },
    onWake: (link, nowMs) => finish(wires, link, nowMs),
    sentBytes: ({ link }) => wires.links.sentBytes(link, clock.nowMs()),
  };
}

/** After so many round trips. */
function later({ clock, roundTripMs }: Wires, trips: number, action: () => void): void {
  clock.at(clock.nowMs() + trips * roundTripMs, action);
}

function arrive(
  wires: Wires,
  server: SimulatedServer,
  wanted: Wanted,
  reply: Reply,
  serve: TransportOptions['serve'],
): void {
  const request: OpenRequest = { wanted, reply, transfer: notSent };
  if (server.life !== 'alive') return fail(wires, server, request);
  wires.open[server.link]?.add(request);
  serve(server, request);
}

/** A process that is gone refuses at once; a machine that is gone is silent, and found out by waiting. */
function fail(wires: Wires, { life }: SimulatedServer, { reply, transfer }: OpenRequest): void {
  const tripMs = wires.roundTripMs / 2;
  const patienceMs = transfer === notSent ? wires.headersMs - tripMs : wires.stallMs;
  wires.clock.at(
    wires.clock.nowMs() + (life === 'silent' ? Math.max(tripMs, patienceMs) : tripMs),
    reply.failed,
  );
}

/** @returns whether it was open yet */
function close(wires: Wires, server: SimulatedServer, request: OpenRequest): boolean {
  if (wires.open[server.link]?.delete(request) !== true) return false;
  if (request.transfer === notSent) return true;
  wires.sending[request.transfer] = undefined;
  wires.freeTransfers.push(request.transfer);
  return true;
}

function send(wires: Wires, server: SimulatedServer, request: OpenRequest): void {
  if (wires.open[server.link]?.has(request) !== true) return;
  request.transfer = wires.freeTransfers.pop() ?? wires.sending.length;
  wires.sending[request.transfer] = request;
  wires.links.begin(server.link, request.transfer, wires.segmentBytes, wires.clock.nowMs());
  rewake(wires, server.link);
  later(wires, 0.5, request.reply.firstByte);
}

function rewake({ clock, links, firstEntity }: Wires, link: number): void {
  const endMs = links.nextEndMs(link);
  if (endMs !== Number.POSITIVE_INFINITY) clock.wake(firstEntity + link, endMs);
}

function finish(wires: Wires, link: number, nowMs: number): void {
  const server = wires.servers[link];
  if (server === undefined) return;
  wires.links.takeEnded(link, nowMs, (transfer) => {
    const request = wires.sending[transfer];
    if (request === undefined) return;
    close(wires, server, request);
    later(wires, 0.5, () => request.reply.done(request.wanted.segment));
  });
  rewake(wires, link);
}
