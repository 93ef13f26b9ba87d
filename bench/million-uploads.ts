/**
 * The queue with a million pending uploads: what it costs to take the next one, beside the same with a thousand; from the
 * start of the program to the first object at the origin; the size of the catalog; `status`; memory.
 */
import { spawn } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Catalog, openCatalog } from '../catalog/catalog.ts';
import { catalogPath } from '../engine/data-directory.ts';
import { makePendingCatalog } from './pending-catalog.ts';
import { median, percentile } from './statistics.ts';

export type QueueResult = {
  readonly takeMedianMs: number;
  readonly takeP99Ms: number;
  /** Medians: a million over a thousand, taken in turn. */
  readonly ratio: number;
  readonly startSeconds: number;
  readonly statusSeconds: number;
  readonly catalogMegabytes: number;
  readonly peakMegabytes: number;
};

const few = 1_000;
const rounds = 20;
const takesPerRound = 200;

export async function measureQueue(uploads: number): Promise<QueueResult> {
  const root = await mkdtemp(join(tmpdir(), 'surecast-bench-'));
  try {
    const [large, small] = [join(root, 'large'), join(root, 'small')];
    makePendingCatalog(large, uploads, `file:${root}/origin`);
    makePendingCatalog(small, few, `file:${root}/small-origin`);
    const catalogMegabytes = statSync(catalogPath(large)).size / 1e6;
    const statusSeconds = await secondsOf(['status', '--data', large]);
    const takes = takeInTurn(large, small);
    const { startSeconds, peakMegabytes } = await startDrain(large, join(root, 'origin'));
    return { ...takes, startSeconds, statusSeconds, catalogMegabytes, peakMegabytes };
  } finally {
    await rm(root, { recursive: true, force: true });
  }
}

function takeInTurn(large: string, small: string): Pick<QueueResult, 'takeMedianMs' | 'takeP99Ms' | 'ratio'> {
  const catalogs = [large, small].map((data) => openCatalog(catalogPath(data)));
  const [ofLarge = [], ofSmall = []] = catalogs.map((): number[] => []);
  for (let round = 0; round < rounds; round += 1) {
    catalogs.forEach((catalog, i) => void (i === 0 ? ofLarge : ofSmall).push(...takeSome(catalog)));
  }
  for (const catalog of catalogs) catalog.close();
  const takeMedianMs = median(ofLarge);
  return { takeMedianMs, takeP99Ms: percentile(ofLarge, 0.99), ratio: takeMedianMs / median(ofSmall) };
}

/** Takes uploads and gives them back, as after a failure. */
function takeSome(catalog: Catalog): number[] {
  const error = { code: 'ORIGIN_UNSTABLE', message: 'bench' } as const;
  return Array.from({ length: takesPerRound }, () => {
    const startedMs = performance.now();
    const upload = catalog.uploads.takeNext(1, Date.now());
    const tookMs = performance.now() - startedMs;
    if (upload === undefined) throw new Error('the queue is empty');
    catalog.uploads.apply(upload.id, { type: 'failed', error, notBeforeMs: 0 });
    return tookMs;
  });
}

async function secondsOf(args: readonly string[]): Promise<number> {
  const startedMs = performance.now();
  const child = spawn(process.execPath, ['cli/surecast.mjs', ...args], { stdio: 'ignore' });
  await new Promise((resolve) => child.once('close', resolve));
  return (performance.now() - startedMs) / 1000;
}

async function startDrain(
  data: string,
  origin: string,
): Promise<{ startSeconds: number; peakMegabytes: number }> {
  const startedMs = performance.now();
  const child = spawn(process.execPath, ['cli/surecast.mjs', 'drain', '--data', data], { stdio: 'ignore' });
  const ended = new Promise((resolve) => child.once('close', resolve));
  const objects = join(origin, 'waiting', '720p');
  while (!existsSync(objects) || !readdirSync(objects).some((name) => name.endsWith('.ts'))) await sleep(5);
  const startSeconds = (performance.now() - startedMs) / 1000;
  await sleep(watchedMs);
  const peak = /VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${child.pid}/status`, 'utf8'))?.[1];
  child.kill('SIGKILL');
  await ended;
  return { startSeconds, peakMegabytes: Number(peak) / 1000 };
}

/** How long the memory of a drain is watched: the whole of the background check, and thousands of uploads. */
const watchedMs = 20_000;
