/**
 * From a segment's last byte on disk to the playlist on MinIO that names it, verified.
 * Goal: median at most 100 ms, p99 at most 400 ms, on loopback.
 * When the last byte came is seen from outside: a thread of its own watches the size of FFmpeg's log.
 */
import { readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { openEngine } from '../engine/open-engine.ts';
import { planLive } from '../engine/plan-live.ts';
import { startMinio } from '../fixtures/servers/minio.ts';
import { median, percentile } from './statistics.ts';

/** Looks at the file's size every 2 ms and notes each change: [size, Unix milliseconds]. */
const watcher = `
const { parentPort, workerData } = require('node:worker_threads');
const { statSync } = require('node:fs');
const sizes = [];
let last = -1;
parentPort.on('message', () => { parentPort.postMessage(sizes); process.exit(0); });
setInterval(() => {
  const size = statSync(workerData, { throwIfNoEntry: false })?.size ?? 0;
  if (size === last) return;
  last = size;
  sizes.push([size, performance.timeOrigin + performance.now()]);
}, 2);
`;

export type LatencyResult = { readonly samples: number; readonly medianMs: number; readonly p99Ms: number };

/** @param durationSeconds media to broadcast, in segments of one second so that there are many samples */
export async function measureDeliveryLatency(
  container: 'ts' | 'fmp4',
  durationSeconds: number,
): Promise<LatencyResult> {
  const minio = await startMinio();
  const data = await mkdtemp(join(tmpdir(), 'surecast-bench-'));
  try {
    Object.assign(process.env, minio.env);
    await minio.createBucket('bench');
    return await broadcast(data, container, durationSeconds);
  } finally {
    await minio.stop();
    await rm(data, { recursive: true, force: true });
  }
}

async function broadcast(
  data: string,
  container: 'ts' | 'fmp4',
  durationSeconds: number,
): Promise<LatencyResult> {
  const named: number[] = [];
  const ends: number[] = [0];
  const now = () => performance.timeOrigin + performance.now();
  const plan = await planLive({
    source: 'test',
    segmentSeconds: 1,
    container,
    durationSeconds,
    variants: undefined,
    encoder: undefined,
    stallSeconds: 10,
  });
  const engine = await openEngine({
    dataDirectory: data,
    listener: (event) => {
      if (event.type === 'segment-captured') ends.push((ends.at(-1) ?? 0) + event.sizeBytes);
      if (event.type !== 'upload-verified' || event.kind !== 'media-playlist') return;
      const path = engine.watchFile('bench', event.key.replace('bench/', ''));
      const count = path === undefined ? 0 : readFileSync(path, 'utf8').split('#EXTINF').length - 1;
      while (named.length < count) named.push(now());
    },
  });
  const log = join(
    data,
    'broadcasts/bench/runs/0001',
    plan.broadcast.variants[0]?.name ?? '',
    `log-000000.${container === 'ts' ? 'ts' : 'mp4'}`,
  );
  const watching = new Worker(watcher, { eval: true, workerData: log });
  const order = { name: 'bench', originUrls: ['s3://bench/latency'], ...plan.broadcast, plan: plan.capture };
  const done = engine.run(engine.begin(order), plan.capture);
  const sizes = await sizesUntil(watching, done);
  await engine.close();
  // The init section of fMP4 stands before the first segment in the log.
  const init = container === 'ts' ? 0 : (sizes[0]?.[0] ?? 0);
  const latencies = named.slice(0, -1).flatMap((at, i) => {
    const written = sizes.find(([size]) => size >= init + (ends[i + 1] ?? Number.POSITIVE_INFINITY));
    return written === undefined ? [] : [at - written[1]];
  });
  return { samples: latencies.length, medianMs: median(latencies), p99Ms: percentile(latencies, 0.99) };
}

async function sizesUntil(
  watching: Worker,
  done: Promise<void>,
): Promise<readonly (readonly [number, number])[]> {
  await done;
  const answer = new Promise<readonly (readonly [number, number])[]>((resolve) =>
    watching.once('message', resolve),
  );
  watching.postMessage('stop');
  return answer;
}
