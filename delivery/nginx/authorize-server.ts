import { once } from 'node:events';
import { createServer } from 'node:http';
import { isPlaylistKey } from '../../contract/network/object-key.ts';
import { parseViewerPath } from '../../contract/network/viewer-paths.ts';
import { createEdgeGate } from '../edge/edge-gate.ts';
import type { EdgeHooks } from '../edge/edge-hooks.ts';

/** Says to nginx (`auth_request`) whether a viewer may have a segment: 204 or 403. On the loopback address only. */
export type AuthorizeServer = { readonly port: number; close(): Promise<void> };

/** Longer than nginx keeps a connection, so that it is never closed under a question. */
const keptMs = 30_000;

export async function openAuthorizeServer(
  authorize: NonNullable<EdgeHooks['authorize']>,
): Promise<AuthorizeServer> {
  const gate = createEdgeGate(authorize);

  async function mayHave(headers: NodeJS.Dict<string | string[]>): Promise<boolean> {
    const [path = ''] = textOf(headers['x-original-uri']).split('?', 1);
    const parsed = parseViewerPath(path);
    if (parsed?.kind !== 'live' || isPlaylistKey(parsed.rest)) return false;
    const asker = {
      address: textOf(headers['x-real-ip']),
      userAgent: textOf(headers['user-agent']),
      host: textOf(headers['host']),
      isSecure: false,
    };
    return (await gate(parsed, asker, performance.now())).kind === 'allowed';
  }

  const server = createServer({ maxHeaderSize: 64 * 1024, keepAliveTimeout: keptMs }, (request, response) => {
    request.resume();
    mayHave(request.headers).then(
      (may) => void response.writeHead(may ? 204 : 403).end(),
      () => void response.writeHead(500).end(),
    );
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  return {
    port: typeof address === 'object' && address !== null ? address.port : 0,
    close: async () => {
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}

const textOf = (value: string | string[] | undefined): string => (typeof value === 'string' ? value : '');
