import { createHash } from 'node:crypto';
import type { Readable } from 'node:stream';
import type { AnsweredServer } from '../../contract/network/directory-calls.ts';
import { toSurecastError } from '../../contract/surecast-error.ts';
import { compareReadings, type PlaylistReading, readPlaylist } from '../playlist/playlist-reading.ts';
import type { FetchedObject } from '../transfer/node-client.ts';
import type { ObjectHead } from './arriving-object.ts';
import { askServers, discard } from './ask-servers.ts';
import type { Pulling } from './pull-object.ts';

/** A version of a playlist as it is held. */
export type PlaylistVersion = {
  readonly head: ObjectHead;
  readonly bytes: Buffer;
  readonly reading: PlaylistReading;
  /** By the main server's count. */
  readonly version: number | undefined;
};

export type PlaylistOrder = {
  readonly key: string;
  readonly servers: readonly AnsweredServer[];
  readonly held: PlaylistVersion | undefined;
  readonly signal: AbortSignal;
};

export type PlaylistPulled =
  | { readonly kind: 'newer'; readonly version: PlaylistVersion; readonly server: string }
  /** What is held is the newest, by the word of `server`. */
  | { readonly kind: 'same'; readonly server: string }
  | { readonly kind: 'missing' }
  | { readonly kind: 'unavailable' };

const largestPlaylistBytes = 16 * 1024 * 1024;

/**
 * Asks for a playlist's newest version: the first server that has one which is right and not older than what is held. One that
 * lags behind is passed over for the next; if all do, what is held stays.
 */
export async function pullPlaylist(order: PlaylistOrder, pulling: Pulling): Promise<PlaylistPulled> {
  let left = order.servers;
  let lagging: string | undefined;
  for (;;) {
    const question = {
      ...order,
      servers: left,
      ifNot: order.held?.head.sha256,
      isNamed: order.held !== undefined,
    };
    const answer = await askServers(question, pulling);
    if (answer === undefined)
      return lagging === undefined ? { kind: 'unavailable' } : { kind: 'same', server: lagging };
    const { server, fetched } = answer;
    if (fetched.kind === 'missing') return { kind: 'missing' };
    if (fetched.kind === 'same') return { kind: 'same', server: server.name };
    const version = await receivePlaylist(server.name, fetched, order.key, pulling);
    if (version !== undefined) {
      if (order.held === undefined || !isOlder(version, order.held))
        return { kind: 'newer', version, server: server.name };
      lagging ??= server.name;
    }
    left = left.filter(({ name }) => name !== server.name);
  }
}

async function receivePlaylist(
  server: string,
  fetched: Extract<FetchedObject, { kind: 'found' }>,
  key: string,
  pulling: Pulling,
): Promise<PlaylistVersion | undefined> {
  const { body, kind: _, version, ...said } = fetched;
  if (said.sizeBytes > largestPlaylistBytes) {
    discard(fetched);
    return undefined;
  }
  try {
    const bytes = await readWhole(body, said.sizeBytes, pulling.timing.stallMs, pulling.allocate);
    if (createHash('sha256').update(bytes).digest('hex') === said.sha256)
      return { head: { ...said, key }, bytes, reading: readPlaylist(key, bytes.toString('utf8')), version };
    pulling.log(`${server} sent wrong bytes for ${key}`);
    pulling.onWrongBytes(server, key);
  } catch (error) {
    pulling.log(`${server} gave no readable ${key}: ${toSurecastError(error).message}`);
  }
  pulling.breaker.failed(server, pulling.nowMs());
  return undefined;
}

async function readWhole(
  body: Readable,
  sizeBytes: number,
  stallMs: number,
  allocate: (sizeBytes: number) => Buffer,
): Promise<Buffer> {
  const stall = setTimeout(() => body.destroy(new Error('the body stalled')), stallMs);
  const bytes = allocate(sizeBytes);
  let offset = 0;
  try {
    for await (const chunk of body as AsyncIterable<Buffer>) {
      stall.refresh();
      if (offset + chunk.length > sizeBytes) throw new Error('the body is longer than announced');
      chunk.copy(bytes, offset);
      offset += chunk.length;
    }
  } finally {
    clearTimeout(stall);
    body.destroy();
  }
  if (offset < sizeBytes) throw new Error('the body is shorter than announced');
  return bytes;
}

/**
 * The content decides: a viewer is never led back, whoever counted wrongly, and goes on with another main server whose clock is behind.
 * Where the contents can't be told apart, the main server's count does.
 */
function isOlder(candidate: PlaylistVersion, held: PlaylistVersion): boolean {
  const compared = compareReadings(candidate.reading, held.reading);
  if (compared !== 'alike') return compared === 'older';
  return (candidate.version ?? Number.POSITIVE_INFINITY) < (held.version ?? 0);
}
