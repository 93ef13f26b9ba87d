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
  /** Begins a transfer; its number must not be in use on this link. */
  begin(link: number, transfer: number, bytes: number, nowMs: number): void;
  /** Breaks a transfer off: how many of its bytes had left; none if it does not run. */
  breakOff(link: number, transfer: number, nowMs: number): number;
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
  /** What a single transfer gets at most, bits per second. */
  readonly transferLimit: number;
};

type Link = {
  /**
   * In one piece, for memory's sake: the numbers of the link itself, and behind them its queue, a row for each transfer in
   * the order in which they end. From row `ended` on are those that have ended and that nobody has taken yet, from `first`
   * on those that run; `last` is behind them.
   */
  numbers: Float64Array;
  ended: number;
  first: number;
  last: number;
};
/** Numbers of a link: what it carries in a millisecond, and what changes with every event. */
const capacity = 0;
const share = 1;
const countedAtMs = 2;
const sent = 3;
const queueAt = 4;
/** Numbers of a row: which transfer, its bytes, and the share at which it ends. */
const transferOf = 0;
const bytesOf = 1;
const endOf = 2;
const rowLength = 3;
const rowsAtFirst = 20;

const bytesPerMs = (bitsPerSecond: number): number => bitsPerSecond / 8000;

export function createSharedLinks({ capacities, transferLimit }: LinkOptions): SharedLinks {
  const limit = bytesPerMs(transferLimit);
  const links = capacities.map((capacity) => createLink(bytesPerMs(capacity)));
  const linkOf = (index: number): Link => {
    const link = links[index];
    if (link === undefined) throw new RangeError(`there is no link ${index}`);
    return link;
  };
  return {
    begin: (link, transfer, bytes, nowMs) => begin(linkOf(link), limit, transfer, bytes, nowMs),
    breakOff: (link, transfer, nowMs) => breakOff(linkOf(link), limit, transfer, nowMs),
    nextEndMs: (link) => nextEndMs(linkOf(link), limit),
    takeEnded: (link, nowMs, handOver) => takeEnded(linkOf(link), limit, nowMs, handOver),
    sentBytes(link, nowMs) {
      settle(linkOf(link), limit, nowMs);
      return read(linkOf(link), sent);
    },
  };
}

function createLink(bytesPerMs: number): Link {
  const numbers = new Float64Array(place(rowsAtFirst));
  numbers[capacity] = bytesPerMs;
  return { numbers, ended: 0, first: 0, last: 0 };
}

const place = (row: number): number => queueAt + row * rowLength;

const read = ({ numbers }: Link, at: number): number => numbers[at] ?? 0;

/** What each transfer of a link gets, bytes in a millisecond. */
const speed = (link: Link, limit: number): number =>
  Math.min(limit, read(link, capacity) / (link.last - link.first));

function begin(link: Link, limit: number, transfer: number, bytes: number, nowMs: number): void {
  settle(link, limit, nowMs);
  if (place(link.last + 1) > link.numbers.length) makeRoom(link);
  const { numbers } = link;
  const end = read(link, share) + bytes;
  let row = link.last;
  // Transfers of one size end in the order in which they began, so this hardly ever looks further than the last.
  while (row > link.first && read(link, place(row - 1) + endOf) > end) row -= 1;
  if (row < link.last) numbers.copyWithin(place(row + 1), place(row), place(link.last));
  numbers[place(row) + transferOf] = transfer;
  numbers[place(row) + bytesOf] = bytes;
  numbers[place(row) + endOf] = end;
  link.last += 1;
}

function breakOff(link: Link, limit: number, transfer: number, nowMs: number): number {
  let row = link.ended;
  while (row < link.last && read(link, place(row) + transferOf) !== transfer) row += 1;
  if (row === link.last) return 0;
  settle(link, limit, nowMs);
  const bytes = read(link, place(row) + bytesOf);
  const left = row < link.first ? 0 : read(link, place(row) + endOf) - read(link, share);
  link.numbers.copyWithin(place(row), place(row + 1), place(link.last));
  link.last -= 1;
  if (row < link.first) link.first -= 1;
  return bytes - left;
}

function nextEndMs(link: Link, limit: number): number {
  const countedMs = read(link, countedAtMs);
  if (link.ended < link.first) return countedMs;
  if (link.first === link.last) return Number.POSITIVE_INFINITY;
  return countedMs + (read(link, place(link.first) + endOf) - read(link, share)) / speed(link, limit);
}

function takeEnded(link: Link, limit: number, nowMs: number, handOver: (transfer: number) => void): void {
  settle(link, limit, nowMs);
  while (link.ended < link.first) {
    link.ended += 1;
    handOver(read(link, place(link.ended - 1) + transferOf));
  }
}

/** Counts what was sent until now, one end after the other. */
function settle(link: Link, limit: number, nowMs: number): void {
  let at = read(link, countedAtMs);
  link.numbers[countedAtMs] = nowMs;
  while (link.first < link.last) {
    const served = read(link, share);
    const end = read(link, place(link.first) + endOf);
    const perMs = speed(link, limit);
    const endsAt = at + (end - served) / perMs;
    if (endsAt > nowMs) {
      advance(link, served + (nowMs - at) * perMs);
      return;
    }
    advance(link, end);
    at = endsAt;
    link.first += 1;
  }
}

function advance(link: Link, toShare: number): void {
  const { numbers, first, last } = link;
  numbers[sent] = read(link, sent) + (toShare - read(link, share)) * (last - first);
  numbers[share] = toShare;
}

/** Moves what is not taken to the front, and makes more room if that is more than half. */
function makeRoom(link: Link): void {
  const { numbers, ended, first, last } = link;
  const rows = last - ended;
  if (place(rows) * 2 > numbers.length) {
    link.numbers = new Float64Array(place(rows * 3));
    link.numbers.set(numbers.subarray(0, queueAt));
  }
  link.numbers.set(numbers.subarray(place(ended), place(last)), queueAt);
  link.ended = 0;
  link.first = first - ended;
  link.last = rows;
}
