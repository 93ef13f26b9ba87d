/**
 * An edge's cache and server as the product has them, alone in a process, for `data-plane.ts` to measure: what lies behind it is a folder.
 * Argument: `EdgeProgram` as JSON.
 */
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createEdgeTally } from '../../delivery/edge/edge-tally.ts';
import { openEdgeCache } from '../../delivery/edge/open-edge-cache.ts';
import { openEdgeServers } from '../../delivery/edge/open-edge-servers.ts';
import { allocateShared } from '../../delivery/edge/shared-memory.ts';
import { openNginxServer } from '../../delivery/nginx/open-nginx-server.ts';
import type { NodeClient } from '../../delivery/transfer/node-client.ts';

export type EdgeProgram = {
  readonly port: number;
  /** With `show/…`. */
  readonly folder: string;
  readonly windowBytes: number;
  readonly threads: number;
  /** With an nginx in front, that keeps its files there. */
  readonly nginx: { readonly program: string; readonly directory: string } | undefined;
  /** Every token is a good one. */
  readonly requiresToken: boolean;
};

const program: EdgeProgram = JSON.parse(process.argv[2] ?? '');
const { port, folder, windowBytes, threads, nginx, requiresToken } = program;
const log = (line: string): void => void process.stderr.write(`${line}\n`);
const main = { name: 'folder', nodeUrl: 'http://folder.invalid' };
const algorithm = { name: 'none', version: 1 };

/** Keys of this form are all the file `segment.ts`, so that any number of objects can be asked for. */
const numbered = /many-\d+\.ts$/;
const known = new Map<string, { readonly sizeBytes: number; readonly sha256: string }>();

async function read(file: string): Promise<{ readonly sizeBytes: number; readonly sha256: string }> {
  const bytes = await readFile(join(folder, file));
  const read = { sizeBytes: bytes.length, sha256: createHash('sha256').update(bytes).digest('hex') };
  known.set(file, read);
  return read;
}

const get: NodeClient['get'] = async (_, key, { ifNot }) => {
  const file = key.replace(numbered, 'segment.ts');
  const { sizeBytes, sha256 } = known.get(file) ?? (await read(file));
  if (ifNot === sha256) return { kind: 'same' };
  const [contentType, cacheControl] = key.endsWith('.m3u8')
    ? ['application/vnd.apple.mpegurl', 'public, max-age=1']
    : ['video/mp2t', 'public, max-age=31536000, immutable'];
  const body = createReadStream(join(folder, file));
  return { kind: 'found', sizeBytes, sha256, contentType, cacheControl, version: 1, body };
};

const cache = openEdgeCache({
  directory: {
    servers: async (broadcast) => ({
      kind: 'assigned',
      answer: { kind: 'assigned', broadcast, epoch: 1, algorithm, main, servers: [], ttlSeconds: 60 },
      askedAtMs: 0,
    }),
  },
  client: { get },
  windowSeconds: 3_600,
  maxBytes: windowBytes,
  log,
  allocate: allocateShared,
  onWrongBytes: (server, key) => log(`${server}: ${key}`),
});
const tally = createEdgeTally(1_000_000, () => performance.now());
setInterval(tally.tick, 1_000);
const server = {
  ...{ host: '127.0.0.1', port, cache, tally, log },
  limits: { requestsPerSecondPerClient: 1e6, connectionsPerClient: 10_000, connections: 10_000 },
  hooks: requiresToken ? { authorize: () => ({ kind: 'allowed' }) as const } : {},
};
if (nginx === undefined) await openEdgeServers({ ...server, threads });
else await openNginxServer({ ...server, requiresToken, nginx: { ...nginx, cacheBytes: 1e9 } });
