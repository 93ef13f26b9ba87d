import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseViewerPath } from '../../contract/network/viewer-paths.ts';
import type { EdgeHooks } from './edge-hooks.ts';

/** Where serving threads find whoever answers all but media. */
export type PagesSocket = { readonly path: string; close(): Promise<void> };

/** Listens on a Unix socket in a folder that only this user may enter. */
export async function openPagesSocket(otherwise: NonNullable<EdgeHooks['otherwise']>): Promise<PagesSocket> {
  const folder = await mkdtemp(join(tmpdir(), 'surecast-edge-'));
  const path = join(folder, 'pages');
  const server = createServer((request, response) => {
    const parsed = parseViewerPath((request.url ?? '').split('?', 1)[0] ?? '');
    if (parsed === undefined) response.writeHead(404).end();
    else otherwise(request, response, parsed);
  });
  server.listen(path);
  await once(server, 'listening');
  return {
    path,
    async close() {
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
      await rm(folder, { recursive: true, force: true });
    },
  };
}
