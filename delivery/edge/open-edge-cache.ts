import { isPlaylistKey } from '../../contract/network/object-key.ts';
import type { DirectoryClient } from '../directory/directory-client.ts';
import type { NodeClient } from '../transfer/node-client.ts';
import { createEdgeBroadcasts } from './edge-broadcasts.ts';
import type { EdgeCache } from './edge-cache.ts';
import { type EdgeTiming, edgeTiming } from './edge-timing.ts';
import { createEdgeUpstream } from './edge-upstream.ts';
import { createEdgeWindow } from './edge-window.ts';
import { createObjectGetter, getPlaylist, heldObject } from './get-from-edge.ts';
import { createMissingKeys } from './missing-keys.ts';
import { createServerBreaker } from './server-breaker.ts';

export type EdgeCacheOptions = {
  readonly directory: Pick<DirectoryClient, 'servers'>;
  readonly client: Pick<NodeClient, 'get'>;
  /** What the playlists name as their last so many seconds is held. */
  readonly windowSeconds: number;
  /** All objects together. */
  readonly maxBytes: number;
  readonly log: (line: string) => void;
  /** An object came with other bytes than its SHA-256 says; called once for each time. */
  readonly onWrongBytes: (server: string, key: string) => void;
  readonly timing?: Partial<EdgeTiming>;
  /** Monotonic milliseconds. */
  readonly nowMs?: () => number;
  /** Memory of exactly this size; a buffer that threads share, for instance. */
  readonly allocate?: (sizeBytes: number) => Buffer;
};

/** A broadcast is said to be pulled from the server that last gave something of it within this time. */
const pulledLatelyMs = 10_000;
const sweepMs = 1_000;

/** Opens an edge's window. Nothing is pulled but what somebody asks for. */
export function openEdgeCache(options: EdgeCacheOptions): EdgeCache {
  const timing = { ...edgeTiming, ...options.timing };
  const nowMs = options.nowMs ?? (() => performance.now());
  const upstream = createEdgeUpstream(options.directory, {
    ...options,
    timing,
    nowMs,
    breaker: createServerBreaker(),
    allocate: options.allocate ?? Buffer.allocUnsafeSlow,
    largestBytes: options.maxBytes / 2,
  });
  const window = createEdgeWindow(options, nowMs);
  const missing = createMissingKeys(timing.missingMs);
  const away = createMissingKeys(timing.freshMs);
  const broadcasts = createEdgeBroadcasts({ timing, nowMs, upstream, window });
  const getObject = createObjectGetter(upstream, window);

  const get: EdgeCache['get'] = async ({ key, broadcast: name }) => {
    if (missing.has(key, nowMs())) return { kind: 'missing' };
    if (away.has(key, nowMs())) return { kind: 'unavailable' };
    const broadcast = broadcasts.of(name);
    const answer = isPlaylistKey(key) ? await getPlaylist(broadcast, key) : await getObject(broadcast, key);
    if (answer.kind === 'missing') missing.add(key, nowMs());
    if (answer.kind === 'unavailable') away.add(key, nowMs());
    if (answer.kind !== 'object') broadcasts.dropIfEmpty(broadcast);
    return answer;
  };

  const sweep = setInterval(() => {
    window.sweep();
    broadcasts.sweep();
  }, sweepMs);
  sweep.unref();

  return {
    get,
    held: (key) => heldObject(key, broadcasts, window),
    heldBytes: () => window.heldBytes() + broadcasts.playlistBytes(),
    pullsFrom(name) {
      const from = broadcasts.known(name)?.pulledFrom;
      return from !== undefined && nowMs() - from.atMs < pulledLatelyMs ? from.server : undefined;
    },
    onDropped: window.onDropped,
    async close() {
      clearInterval(sweep);
      broadcasts.close();
    },
  };
}
