import { type ChildProcess, fork } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp, open, rm } from 'node:fs/promises';
import { Agent, request } from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import { objectsPath, reprDigest } from '../../contract/network/object-transfer.ts';
import type { NodeIdentity } from '../../delivery/identity/node-identity.ts';
import { makeTestNetwork } from '../../fixtures/network/test-network.ts';
import { percentile } from '../statistics.ts';

/** What sending segments of 2 MB to a main server takes, on this machine's loopback and disk. */
export type PutFigures = {
  readonly medianMs: number;
  readonly p95Ms: number;
  /** The same bytes written and fsynced by this process, without a network. */
  readonly diskMedianMs: number;
  /** With eight connections at a time. */
  readonly megabytesPerSecond: number;
  /** Processor time of the server for one object. */
  readonly cpuMsEach: number;
};

export type CrowdFigures = {
  readonly requests: number;
  readonly upstreamRequests: number;
  /** From the first request to the last byte of the last answer. */
  readonly lastMs: number;
};

const segmentBytes = 2_000_000;
/** What the crowd asks for: its clients are one process, which has to take all of it in. */
const crowdBytes = 200_000;
const usage = z.object({ upstreamRequests: z.number(), user: z.number(), system: z.number() });
const begun = z.object({ port: z.number() });

type Bench = {
  readonly directory: string;
  readonly main: BenchNode;
  readonly mid: BenchNode;
  readonly edge: NodeIdentity;
  readonly token: string;
};
type BenchNode = { readonly process: ChildProcess; readonly port: number };

async function openBench(): Promise<Bench> {
  const directory = await mkdtemp(join(tmpdir(), 'surecast-bench-'));
  const network = await makeTestNetwork(directory);
  await network.admit('main-1', ['main']);
  await network.admit('mid-1', ['intermediate']);
  const edge = await network.admit('edge-1', ['edge']);
  const start = (name: string, ...more: string[]): Promise<BenchNode> =>
    startNode(network.identityDirectory(name), join(directory, `store-${name}`), more);
  const main = await start('main-1');
  const mid = await start('mid-1', 'main-1', `https://127.0.0.1:${main.port}`);
  return { directory, main, mid, edge, token: await network.publishToken('show') };
}

async function startNode(identity: string, store: string, more: readonly string[]): Promise<BenchNode> {
  const program = fileURLToPath(new URL('object-node.ts', import.meta.url));
  const process = fork(program, [identity, store, ...more]);
  const [said] = await once(process, 'message');
  return { process, port: begun.parse(said).port };
}

async function usageOf({ process }: BenchNode): Promise<z.infer<typeof usage>> {
  process.send('usage');
  const [said] = await once(process, 'message');
  return usage.parse(said);
}

async function closeBench({ main, mid, directory }: Bench): Promise<void> {
  for (const { process } of [main, mid]) process.disconnect();
  await rm(directory, { recursive: true, force: true });
}

type Sent = {
  readonly agent: Agent;
  readonly port: number;
  readonly key: string;
  readonly method: 'GET' | 'PUT';
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: Buffer;
};

/** @returns milliseconds until the last byte of the answer; throws unless it is a success */
function exchange({ agent, port, key, method, headers = {}, body }: Sent): Promise<number> {
  const beganMs = performance.now();
  return new Promise((resolve, reject) => {
    const options = { agent, host: '127.0.0.1', port, method, path: objectsPath + key, headers };
    const sent = request(options, (response) => {
      const { statusCode = 0 } = response;
      response.resume().once('end', () => {
        if (statusCode >= 300) reject(new Error(`${key}: ${statusCode}`));
        else resolve(performance.now() - beganMs);
      });
    });
    sent.once('error', reject).end(body);
  });
}

const agentFor = (identity: NodeIdentity, sockets: number, showsCertificate: boolean): Agent => {
  const { ca, cert, key } = identity.tls;
  const shown = showsCertificate ? { cert, key } : {};
  return new Agent({
    keepAlive: true,
    maxSockets: sockets,
    ca,
    ...shown,
    checkServerIdentity: () => undefined,
  });
};

/** Sends `count` segments one after the other, and as many again through eight connections. */
export async function measurePuts(count: number): Promise<PutFigures> {
  const bench = await openBench();
  const agent = agentFor(bench.edge, 8, false);
  const bodies = Array.from({ length: 16 }, () => randomBytes(segmentBytes));
  let made = 0;
  const put = (): Promise<number> => {
    const number = made++;
    const body = bodies[number % bodies.length] ?? Buffer.alloc(0);
    const sha256 = createHash('sha256').update(body).digest('hex');
    return exchange({
      agent,
      port: bench.main.port,
      key: `show/1080p/${String(number).padStart(8, '0')}.ts`,
      method: 'PUT',
      headers: {
        authorization: `Bearer ${bench.token}`,
        'if-none-match': '*',
        'repr-digest': reprDigest(sha256),
        'content-length': String(body.length),
      },
      body,
    });
  };
  for (let warm = 0; warm < 10; warm++) await put();
  const latencies: number[] = [];
  for (let at = 0; at < count; at++) latencies.push(await put());
  const before = await usageOf(bench.main);
  const beganMs = performance.now();
  const lane = async (): Promise<void> => {
    for (let at = 0; at < count / 8; at++) await put();
  };
  await Promise.all(Array.from({ length: 8 }, lane));
  const seconds = (performance.now() - beganMs) / 1_000;
  const after = await usageOf(bench.main);
  const sent = Math.ceil(count / 8) * 8;
  const diskMedianMs = await measureDisk(bench.directory, count);
  agent.destroy();
  await closeBench(bench);
  return {
    medianMs: percentile(latencies, 0.5),
    p95Ms: percentile(latencies, 0.95),
    diskMedianMs,
    megabytesPerSecond: (sent * segmentBytes) / 1e6 / seconds,
    cpuMsEach: (after.user + after.system - before.user - before.system) / 1_000 / sent,
  };
}

async function measureDisk(directory: string, count: number): Promise<number> {
  const bytes = randomBytes(segmentBytes);
  const latencies: number[] = [];
  for (let at = 0; at < count; at++) {
    const beganMs = performance.now();
    const file = await open(join(directory, `disk-${at}`), 'w');
    await file.writeFile(bytes);
    await file.sync();
    await file.close();
    latencies.push(performance.now() - beganMs);
  }
  return percentile(latencies, 0.5);
}

/** So many edges ask an intermediate for a segment that it does not have, at the same moment, over connections that are open. */
export async function measureCrowd(requests: number): Promise<CrowdFigures> {
  const bench = await openBench();
  const agent = agentFor(bench.edge, 1, true);
  const put = async (key: string, bytes: number): Promise<void> => {
    const body = randomBytes(bytes);
    const headers = {
      authorization: `Bearer ${bench.token}`,
      'if-none-match': '*',
      'repr-digest': reprDigest(createHash('sha256').update(body).digest('hex')),
      'content-length': String(body.length),
    };
    await exchange({ agent, port: bench.main.port, key, method: 'PUT', headers, body });
  };
  await put('show/1080p/0.ts', 1_000);
  await put('show/1080p/1.ts', crowdBytes);
  // A connection each, opened beforehand.
  const agents = Array.from({ length: requests }, () => agentFor(bench.edge, 1, true));
  const get = (edge: Agent, key: string) =>
    exchange({ agent: edge, port: bench.mid.port, key, method: 'GET' });
  for (let at = 0; at < requests; at += 20)
    await Promise.all(agents.slice(at, at + 20).map((edge) => get(edge, 'show/1080p/0.ts')));
  const before = await usageOf(bench.mid);
  const beganMs = performance.now();
  await Promise.all(agents.map((edge) => get(edge, 'show/1080p/1.ts')));
  const lastMs = performance.now() - beganMs;
  const after = await usageOf(bench.mid);
  for (const each of [agent, ...agents]) each.destroy();
  await closeBench(bench);
  return { requests, upstreamRequests: after.upstreamRequests - before.upstreamRequests, lastMs };
}

/** Prints both. */
export async function measureObjects(
  row: (what: string, measured: string, goal: string) => void,
): Promise<void> {
  const puts = await measurePuts(200);
  row(
    'PUT of 2 MB to a main server, one after the other, fsynced',
    `median ${puts.medianMs.toFixed(0)} ms, p95 ${puts.p95Ms.toFixed(0)} ms`,
    `writing and fsync alone: median ${puts.diskMedianMs.toFixed(0)} ms`,
  );
  row(
    '… through eight connections',
    `${puts.megabytesPerSecond.toFixed(0)} MB/s`,
    `${puts.cpuMsEach.toFixed(1)} ms of processor time each`,
  );
  const crowd = await measureCrowd(1_000);
  row(
    `${crowd.requests} first requests of 200 kB at an intermediate at a time`,
    `${crowd.upstreamRequests} to the main server`,
    `exactly 1 (the last byte after ${(crowd.lastMs / 1_000).toFixed(1)} s)`,
  );
}
