/**
 * Links that are shared evenly by what is sent over them at a time (max-min fair with one limit for each transfer):
 * how a server's network card is shared by its downloads. Time is exact, between the milliseconds of the clock, so
 * that bytes are conserved.
 *
 * Each link counts how many bytes a transfer has got since the beginning (`share`); one that begins at share s with
 * b bytes has ended when the link's share is s + b, whoever comes and goes meanwhile. So nothing is worked out again
 * for transfers that go on.
 */
export type SharedLinks = {
  /** Begins a transfer; its number must not be in use. */
  begin(link: number, transfer: number, bytes: number, nowMs: number): void;
  /** Breaks a transfer off: how many of its bytes had left. */
  breakOff(transfer: number, nowMs: number): number;
  /** When the next transfer of a link ends if nothing changes; infinite: none runs. */
  nextEndMs(link: number): number;
  /** Hands over the transfers of a link that have ended by now, the first first. */
  takeEnded(link: number, nowMs: number, handOver: (transfer: number) => void): void;
  /** Bytes that have left over a link by now. */
  sentBytes(link: number, nowMs: number): number;
};

export type LinkOptions = {
  /** Capacity of each link, bits per second. */
  readonly capacities: readonly number[];
  /** How many transfers there can be at a time; they are numbered from 0. */
  readonly transfers: number;
  /** What a single transfer gets at most, bits per second. */
  readonly transferLimit: number;
};

type Link = {
  /** Bytes in a millisecond. */
  readonly capacity: number;
  /** Numbers that change with every event: see below. */
  readonly state: Float64Array;
  /** Running transfers in the order in which they end, from `first` on, and the shares at which they do. */
  transfers: Int32Array;
  ends: Float64Array;
  first: number;
  last: number;
  /** Ended ones that nobody has taken yet. */
  ended: number[];
};
/** Places in a link's state. */
const share = 0;
const countedAtMs = 1;
const sent = 2;

type Links = {
  readonly links: readonly Link[];
  readonly limit: number;
  /** Of each transfer: its link (-1: none), its bytes, and the share at which it ends. */
  readonly transfers: Float64Array;
};
const none = -1;
const linkOf = 0;
const bytesOf = 1;
const endOf = 2;
const stride = 4;

const bytesPerMs = (bitsPerSecond: number): number => bitsPerSecond / 8000;

export function createSharedLinks({ capacities, transfers, transferLimit }: LinkOptions): SharedLinks {
  const all: Links = {
    links: capacities.map((capacity) => createLink(bytesPerMs(capacity))),
    limit: bytesPerMs(transferLimit),
    transfers: new Float64Array(transfers * stride).fill(none),
  };
  return {
    begin: (link, transfer, bytes, nowMs) => begin(all, link, transfer, bytes, nowMs),
    breakOff: (transfer, nowMs) => breakOff(all, transfer, nowMs),
    nextEndMs: (link) => nextEndMs(all, link),
    takeEnded: (link, nowMs, handOver) => takeEnded(all, link, nowMs, handOver),
    sentBytes(link, nowMs) {
      settle(all, link, nowMs);
      return all.links[link]?.state[sent] ?? 0;
    },
  };
}

const createLink = (capacity: number): Link => ({
  capacity,
  state: new Float64Array(3),
  transfers: new Int32Array(64),
  ends: new Float64Array(64),
  first: 0,
  last: 0,
  ended: [],
});

/** What each transfer of a link gets, bytes in a millisecond. */
const speed = ({ capacity, first, last }: Link, limit: number): number =>
  Math.min(limit, capacity / (last - first));

function begin(all: Links, index: number, transfer: number, bytes: number, nowMs: number): void {
  const link = all.links[index];
  if (link === undefined) return;
  settle(all, index, nowMs);
  const end = (link.state[share] ?? 0) + bytes;
  const at = transfer * stride;
  all.transfers[at + linkOf] = index;
  all.transfers[at + bytesOf] = bytes;
  all.transfers[at + endOf] = end;
  insert(link, transfer, end);
}

function breakOff(all: Links, transfer: number, nowMs: number): number {
  const at = transfer * stride;
  const index = all.transfers[at + linkOf] ?? none;
  const link = all.links[index];
  if (link === undefined) return 0;
  settle(all, index, nowMs);
  all.transfers[at + linkOf] = none;
  const bytes = all.transfers[at + bytesOf] ?? 0;
  const ended = link.ended.indexOf(transfer);
  if (ended !== -1) {
    link.ended.splice(ended, 1);
    return bytes;
  }
  remove(link, transfer);
  return bytes - ((all.transfers[at + endOf] ?? 0) - (link.state[share] ?? 0));
}

/** The first of those that run, or none. */
const head = ({ first, last, transfers }: Link): number => (first < last ? (transfers[first] ?? none) : none);

function remove(link: Link, transfer: number): void {
  const at = link.transfers.indexOf(transfer, link.first);
  link.transfers.copyWithin(at, at + 1, link.last);
  link.ends.copyWithin(at, at + 1, link.last);
  link.last -= 1;
}

function nextEndMs(all: Links, index: number): number {
  const link = all.links[index];
  if (link === undefined) return Number.POSITIVE_INFINITY;
  const countedMs = link.state[countedAtMs] ?? 0;
  if (link.ended.length > 0) return countedMs;
  if (head(link) === none) return Number.POSITIVE_INFINITY;
  return countedMs + ((link.ends[link.first] ?? 0) - (link.state[share] ?? 0)) / speed(link, all.limit);
}

function takeEnded(all: Links, index: number, nowMs: number, handOver: (transfer: number) => void): void {
  settle(all, index, nowMs);
  const link = all.links[index];
  if (link === undefined || link.ended.length === 0) return;
  const { ended } = link;
  link.ended = [];
  for (const transfer of ended) all.transfers[transfer * stride + linkOf] = none;
  for (const transfer of ended) handOver(transfer);
}

/** Counts what was sent until now, one end after the other. */
function settle(all: Links, index: number, nowMs: number): void {
  const link = all.links[index];
  if (link === undefined) return;
  const { state } = link;
  let at = state[countedAtMs] ?? 0;
  state[countedAtMs] = nowMs;
  for (let transfer = head(link); transfer !== none; transfer = head(link)) {
    const served = state[share] ?? 0;
    const end = link.ends[link.first] ?? 0;
    const perMs = speed(link, all.limit);
    const endsAt = at + (end - served) / perMs;
    if (endsAt > nowMs) {
      advance(link, served + (nowMs - at) * perMs);
      return;
    }
    advance(link, end);
    at = endsAt;
    link.first += 1;
    link.ended.push(transfer);
  }
}

function advance({ state, first, last }: Link, toShare: number): void {
  state[sent] = (state[sent] ?? 0) + (toShare - (state[share] ?? 0)) * (last - first);
  state[share] = toShare;
}

function insert(link: Link, transfer: number, end: number): void {
  if (link.last === link.transfers.length) makeRoom(link);
  let at = link.last;
  // Transfers of one size end in the order in which they began, so this hardly ever looks further than the last.
  for (; at > link.first && (link.ends[at - 1] ?? 0) > end; at--) {
    link.transfers[at] = link.transfers[at - 1] ?? 0;
    link.ends[at] = link.ends[at - 1] ?? 0;
  }
  link.transfers[at] = transfer;
  link.ends[at] = end;
  link.last += 1;
}

/** Moves what runs to the front, and makes more room if that is more than half. */
function makeRoom(link: Link): void {
  const { first, last } = link;
  const isTight = (last - first) * 2 > link.transfers.length;
  const transfers = isTight ? new Int32Array(link.transfers.length * 2) : link.transfers;
  const ends = isTight ? new Float64Array(link.ends.length * 2) : link.ends;
  transfers.set(link.transfers.subarray(first, last));
  ends.set(link.ends.subarray(first, last));
  link.transfers = transfers;
  link.ends = ends;
  link.first = 0;
  link.last = last - first;
}
