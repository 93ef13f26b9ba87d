/**
 * Loaded before the program (`node --import`), in its main thread and in each of its worker threads: makes uplink workers die, each
 * in one way, at a random moment. What it did it writes, a line each, to the file that SURECAST_SABOTAGE_LOG names.
 * Without the variables it does nothing.
 */
import { appendFileSync, readFileSync } from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import workerThreads, { isMainThread, threadId, workerData } from 'node:worker_threads';
import { z } from 'zod';
import { seededRandom } from '../random.ts';
import { type Death, quickDeaths } from './deaths.ts';

/** Every so many threads one hangs: it takes over a minute until a worker that hangs is given up. */
const hangsEvery = 12;
const leastMs = 300;
const mostMs = 3_000;

const variables = z.object({
  SURECAST_SABOTAGE_LOG: z.string().min(1),
  SURECAST_SABOTAGE_DEATHS: z.coerce.number(),
  SURECAST_SABOTAGE_SEED: z.coerce.number(),
});
const uplinkData = z.object({ originUrl: z.string() });
const orders = variables.safeParse(process.env).data;

if (orders !== undefined && isMainThread) watchThreads(orders);
else if (orders !== undefined && uplinkData.safeParse(workerData).success) plan(threadId, 'inside', orders);

type Orders = z.infer<typeof variables>;

/** What kills this thread: the same in the thread itself as in the main thread, which has to end it from outside. */
function plan(thread: number, seenFrom: 'inside' | 'outside', orders: Orders, end?: () => void): void {
  const random = seededRandom(orders.SURECAST_SABOTAGE_SEED).fork(`thread ${thread}`);
  const death: Death = thread % hangsEvery === 0 ? 'hangs' : random.pick(quickDeaths);
  if ((death === 'is terminated') !== (seenFrom === 'outside')) return;
  const timer = setTimeout(
    () => {
      if (deathsIn(orders) >= orders.SURECAST_SABOTAGE_DEATHS) return;
      appendFileSync(orders.SURECAST_SABOTAGE_LOG, `${death}\n`);
      if (end === undefined) die(death);
      else end();
    },
    random.between(leastMs, mostMs),
  );
  timer.unref();
}

function die(death: Death): void {
  if (death === 'throws') throw new Error('sabotage');
  if (death === 'exits') process.exit(3);
  if (death === 'hangs') Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);
  const kept: number[][] = [];
  if (death === 'has no memory left') for (;;) kept.push(Array.from({ length: 10_000 }, (_, at) => at / 3));
}

function deathsIn(orders: Orders): number {
  try {
    return readFileSync(orders.SURECAST_SABOTAGE_LOG, 'utf8').split('\n').length - 1;
  } catch {
    return 0;
  }
}

/** Puts a Worker in place of Node's that may be terminated by us. */
function watchThreads(orders: Orders): void {
  class WatchedWorker extends workerThreads.Worker {
    constructor(...options: ConstructorParameters<typeof workerThreads.Worker>) {
      super(...options);
      if (options[1]?.name === 'uplink') plan(this.threadId, 'outside', orders, () => void this.terminate());
    }
  }
  Object.assign(workerThreads, { Worker: WatchedWorker });
  syncBuiltinESMExports();
}
