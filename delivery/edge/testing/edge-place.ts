import { createHash } from 'node:crypto';
import type { EdgeCache, EdgeObject } from '../edge-cache.ts';
import { type EdgeCacheOptions, openEdgeCache } from '../open-edge-cache.ts';
import { plainNodeClient } from './plain-node-client.ts';
import { startUpstreamServer, type UpstreamServer } from './upstream-server.ts';

/** An edge's cache between a primary, a standby and a main server, each a real one. */
export type EdgePlace = {
  readonly cache: EdgeCache;
  readonly primary: UpstreamServer;
  readonly standby: UpstreamServer;
  readonly main: UpstreamServer;
  readonly all: readonly UpstreamServer[];
  /** Names of servers that were reported for wrong bytes. */
  readonly wrong: readonly string[];
  /** Puts an object on all three. */
  putEverywhere(key: string, bytes: Uint8Array | string): void;
};

/** A test, or several that share a place. */
export type TestScope = { after(end: () => Promise<void>): void };

/** Patience for a machine on which anything may take a second. */
export const unhurried = { headersMs: 20_000, giveUpMs: 40_000, stallMs: 20_000, staleAfterMs: 20_000 };

export async function openEdgePlace(
  t: TestScope,
  options: Partial<EdgeCacheOptions> = {},
): Promise<EdgePlace> {
  const all = await Promise.all(['primary', 'standby', 'main'].map(startUpstreamServer));
  const [primary, standby, main] = all as [UpstreamServer, UpstreamServer, UpstreamServer];
  const wrong: string[] = [];
  const answer = {
    kind: 'assigned' as const,
    broadcast: 'show',
    epoch: 1,
    algorithm: { name: 'test', version: 1 },
    main: main.server,
    servers: [primary.server, standby.server],
    ttlSeconds: 5,
  };
  const cache = openEdgeCache({
    directory: {
      servers: async (broadcast) =>
        broadcast === 'show' ? { kind: 'assigned', answer, askedAtMs: 0 } : { kind: 'unknown' },
    },
    client: plainNodeClient,
    windowSeconds: 60,
    maxBytes: 100_000_000,
    log: () => undefined,
    onWrongBytes: (server) => void wrong.push(server),
    ...options,
    timing: { ...unhurried, ...options.timing },
  });
  t.after(async () => {
    await cache.close();
    await Promise.all(all.map((each) => each.close()));
  });
  const putEverywhere = (key: string, bytes: Uint8Array | string) => {
    for (const each of all) each.put(key, bytes);
  };
  return { cache, primary, standby, main, all, wrong, putEverywhere };
}

/** What the cache has for a key of the broadcast `show`. */
export async function objectOf(cache: EdgeCache, key: string): Promise<EdgeObject> {
  const answer = await cache.get({ key, broadcast: 'show' });
  if (answer.kind !== 'object') throw new Error(`${key} is ${answer.kind}`);
  return answer.object;
}

export async function bytesOf(object: EdgeObject): Promise<Buffer> {
  const pieces: Buffer[] = [];
  for await (const piece of object.read(0, object.sizeBytes - 1)) pieces.push(piece);
  return Buffer.concat(pieces);
}

/** A Media Playlist of `count` segments of two seconds from a Media Sequence Number on. */
export function livePlaylist(first: number, count: number, bytes: (sequence: number) => Uint8Array): string {
  const lines = ['#EXTM3U', '#EXT-X-VERSION:3', '#EXT-X-TARGETDURATION:2', `#EXT-X-MEDIA-SEQUENCE:${first}`];
  for (let sequence = first; sequence < first + count; sequence++) {
    const sha256 = createHash('sha256').update(bytes(sequence)).digest('hex');
    lines.push(`#EXT-X-SURECAST-SHA256:${sha256}`, '#EXTINF:2.000,', `segment-${sequence}.ts`);
  }
  return `${lines.join('\n')}\n`;
}
