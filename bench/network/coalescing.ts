import { createHash, randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { Agent, get } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import type { AnsweredServer } from '../../contract/network/directory-calls.ts';
import type { KnownServers } from '../../delivery/directory/directory-client.ts';
import { openEdgeServer } from '../../delivery/edge/edge-server.ts';
import { createEdgeTally } from '../../delivery/edge/edge-tally.ts';
import { openEdgeCache } from '../../delivery/edge/open-edge-cache.ts';
import { openIntermediate } from '../../delivery/intermediate/open-intermediate.ts';
import { openObjectStore } from '../../delivery/store/open-object-store.ts';
import { type ObjectSource, storeSource } from '../../delivery/transfer/object-source.ts';
import { openNodeClient } from '../../delivery/transfer/open-node-client.ts';
import { openNodeServer } from '../../delivery/transfer/open-node-server.ts';
import { makeTestNetwork } from '../../fixtures/network/test-network.ts';

export type Coalescing = {
  readonly asked: number;
  readonly wholeAnswers: number;
  /** Requests that reached the intermediate, and the main server, for them. */
  readonly toIntermediate: number;
  readonly toMain: number;
  readonly seconds: number;
};

const key = 'show/720p/00000001-0a1b2c3d4e5f.ts';
const log = (): void => {};
const host = '127.0.0.1';

/** Asks an edge for one object that only the main server has, so many times at once, over three tiers of real servers. */
export async function measureCoalescing(asked: number, sizeBytes: number): Promise<Coalescing> {
  const directory = await mkdtemp(join(tmpdir(), 'surecast-bench-'));
  const network = await makeTestNetwork(directory);
  const body = randomBytes(sizeBytes);
  const sha256 = createHash('sha256').update(body).digest('hex');

  const main = await openTier('main');
  await main.store.put(key, Readable.from([body]), { sha256, sizeBytes }, { kind: 'create' });
  const mainServer = await serve(main, storeSource(main.store));
  const middle = await openTier('intermediate');
  const servers = async (): Promise<KnownServers> => answerOf([middleServer.server], mainServer.server);
  const client = openNodeClient({ identity: middle.identity });
  const intermediate = openIntermediate({ ...middle, directory: { servers }, client, log });
  const middleServer = await serve(middle, intermediate.source);

  const edgeIdentity = await network.admit('edge', ['edge']);
  const edgeClient = openNodeClient({ identity: edgeIdentity });
  const cache = openEdgeCache({
    directory: { servers },
    client: edgeClient,
    windowSeconds: 60,
    maxBytes: 512 * 1024 ** 2,
    log,
    onWrongBytes: log,
  });
  const tally = createEdgeTally(asked * 2, () => performance.now());
  const edge = await openEdgeServer({ host, port: 0, cache, tally, log });

  const startedMs = performance.now();
  const answers = await Promise.all(
    Array.from({ length: asked }, () => hashOf(`http://${host}:${edge.port}/live/${key}`)),
  );
  const seconds = (performance.now() - startedMs) / 1_000;
  const outcome = {
    asked,
    wholeAnswers: answers.filter((answer) => answer === sha256).length,
    toIntermediate: middleServer.asked(),
    toMain: mainServer.asked(),
    seconds,
  };
  await edge.close();
  await cache.close();
  await edgeClient.close();
  intermediate.close();
  await client.close();
  await middleServer.close();
  await mainServer.close();
  await rm(directory, { recursive: true, force: true });
  return outcome;

  async function openTier(role: 'main' | 'intermediate') {
    const identity = await network.admit(role, [role]);
    const store = await openObjectStore({ directory: join(directory, role), log });
    return { identity, store };
  }

  async function serve(tier: Awaited<ReturnType<typeof openTier>>, source: ObjectSource) {
    let count = 0;
    const counted: ObjectSource = (asking, signal) => {
      count++;
      return source(asking, signal);
    };
    const access = { publishers: false, mainServers: false };
    const { identity, store } = tier;
    const objects = { store, source: counted, access };
    const server = await openNodeServer({ identity, listen: { host, port: 0 }, objects, log });
    const address: AnsweredServer = { name: identity.name, nodeUrl: `https://${host}:${server.port}` };
    return { server: address, asked: () => count, close: () => server.close() };
  }
}

function answerOf(servers: AnsweredServer[], main: AnsweredServer): KnownServers {
  const algorithm = { name: 'weighted-rendezvous-bounded', version: 1 };
  return {
    kind: 'assigned',
    askedAtMs: performance.now(),
    answer: { kind: 'assigned', broadcast: 'show', epoch: 1, algorithm, main, servers, ttlSeconds: 30 },
  };
}

/** Each with a connection of its own, as viewers have. */
function hashOf(url: string): Promise<string> {
  return new Promise((resolve, reject) => {
    get(url, { agent: new Agent() }, (response) => {
      const hash = createHash('sha256');
      response.on('data', (chunk: Buffer) => hash.update(chunk));
      response.once('end', () => resolve(hash.digest('hex')));
      response.once('error', reject);
    }).once('error', reject);
  });
}
