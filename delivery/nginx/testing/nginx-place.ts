import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import { requireBinary } from '../../../fixtures/servers/find-binary.ts';
import { createEdgeTally, type EdgeTally } from '../../edge/edge-tally.ts';
import { type EdgePlace, openEdgePlace } from '../../edge/testing/edge-place.ts';
import { type NginxServer, type NginxServerOptions, openNginxServer } from '../open-nginx-server.ts';

export type NginxPlace = EdgePlace & {
  readonly server: NginxServer;
  readonly tally: EdgeTally;
  /** Bytes that nginx says it has sent, of the broadcast `show`. */
  readonly sent: () => number;
  readonly directory: string;
};

/** An edge with nginx in front, before real servers. */
export async function openNginxPlace(
  t: TestContext,
  options: Partial<Omit<NginxServerOptions, 'nginx'>> = {},
  nginx: Partial<NginxServerOptions['nginx']> = {},
): Promise<NginxPlace> {
  const directory = await mkdtemp(join(tmpdir(), 'surecast-nginx-'));
  const place = await openEdgePlace(t);
  const tally = createEdgeTally(1_000_000, () => performance.now());
  let sent = 0;
  const server = await openNginxServer({
    ...{ host: '127.0.0.1', port: 0, cache: place.cache, requiresToken: false, log: () => undefined },
    tally: {
      admit: tally.admit,
      sent: (broadcast, bytes) => {
        if (broadcast === 'show') sent += bytes;
      },
    },
    nginx: { program: requireBinary('nginx'), directory, cacheBytes: 100_000_000, ...nginx },
    ...options,
  });
  t.after(async () => {
    await server.close();
    await rm(directory, { recursive: true, force: true });
  });
  return { ...place, server, tally, directory, sent: () => sent };
}
