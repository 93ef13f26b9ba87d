import type { RequestLimits } from '../../uploader/origins/deadline.ts';

/** What a server bears of those who ask it. */
export type ServerLimits = {
  /** Connections in all, and of one address. */
  readonly connections: number;
  readonly connectionsOfClient: number;
  readonly requestsInFlight: number;
  /** Request line and headers together. */
  readonly headerBytes: number;
  /** From the connection to the whole header of its first request, and from the first byte of each later header to its last, milliseconds. */
  readonly headersMs: number;
  /** Without a byte in either direction while a request is answered, milliseconds. */
  readonly stallMs: number;
  /** Between two requests, milliseconds. */
  readonly keepAliveMs: number;
  /** A request may take so long, and longer by what its bytes take at the slowest rate. */
  readonly deadline: Pick<RequestLimits, 'baseMs' | 'slowestBytesPerSecond'>;
};

export const defaultServerLimits: ServerLimits = {
  connections: 20_000,
  connectionsOfClient: 1_000,
  requestsInFlight: 4_000,
  headerBytes: 16 * 1024,
  headersMs: 10_000,
  stallMs: 20_000,
  keepAliveMs: 60_000,
  deadline: { baseMs: 30_000, slowestBytesPerSecond: 16 * 1024 },
};
