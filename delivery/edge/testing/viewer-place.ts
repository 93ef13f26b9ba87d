import type { TestContext } from 'node:test';
import type { EdgeUnderTest } from '../edge-conformance.ts';
import { type EdgeServer, type EdgeServerOptions, openEdgeServer } from '../edge-server.ts';
import { createEdgeTally, type EdgeTally } from '../edge-tally.ts';
import type { EdgeCacheOptions } from '../open-edge-cache.ts';
import { type EdgePlace, openEdgePlace } from './edge-place.ts';

export type ViewerPlace = EdgePlace & { readonly server: EdgeServer; readonly tally: EdgeTally };

/** An edge with its server for viewers, in front of real servers. */
export async function openViewerPlace(
  t: TestContext,
  options: {
    readonly server?: Partial<EdgeServerOptions>;
    readonly cache?: Partial<EdgeCacheOptions>;
    readonly maxViewers?: number;
  } = {},
): Promise<ViewerPlace> {
  const place = await openEdgePlace(t, options.cache);
  const tally = createEdgeTally(options.maxViewers ?? 1_000_000, () => performance.now());
  const server = await openEdgeServer({
    host: '127.0.0.1',
    port: 0,
    cache: place.cache,
    tally,
    log: () => undefined,
    ...options.server,
  });
  t.after(() => server.close());
  return { ...place, server, tally };
}

/** An edge that listens at a port, for the suite that all data planes pass. */
export function asUnderTest({ all, primary, putEverywhere }: EdgePlace, port: number): EdgeUnderTest {
  return {
    port,
    putEverywhere,
    requests: (key) => all.reduce((sum, each) => sum + each.requests(key), 0),
    holdFrom: primary.holdFrom,
    release: primary.release,
  };
}
