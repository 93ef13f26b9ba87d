/**
 * `surecast drain` through a hop that answers one request in ten with an error, and through the same hop without,
 * in turn. Goal: the errors cost at most 15 % of the throughput.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { S3Fault } from '../fixtures/faults/fault.ts';
import { S3Hop } from '../fixtures/faults/s3-hop.ts';
import { startMinio } from '../fixtures/servers/minio.ts';
import type { S3Server } from '../fixtures/servers/s3-server.ts';
import { type DrainLoad, fillDataDirectory } from './drain-throughput.ts';
import { median } from './statistics.ts';

export type FailingRequestsResult = {
  readonly wholeSeconds: number;
  readonly failingSeconds: number;
  /** What is left of the throughput. */
  readonly ratio: number;
  /** Of the requests that were made, in the rounds with errors. */
  readonly failedShare: number;
};

type Drain = { readonly seconds: number; readonly requests: number; readonly failed: number };

const lookMs = 5;

export async function measureFailingRequests(
  load: Omit<DrainLoad, 'transfers'>,
  kind: 'slow-down' | 'internal-error',
): Promise<FailingRequestsResult> {
  const minio = await startMinio();
  const root = await mkdtemp(join(tmpdir(), 'surecast-bench-'));
  try {
    const whole: Drain[] = [];
    const failing: Drain[] = [];
    for (let round = 0; round < load.rounds; round++) {
      for (const [name, drains, fault] of [
        ['whole', whole, undefined],
        ['failing', failing, { kind, share: 0.1 }],
      ] as const) {
        const data = join(root, `${name}-${round}`);
        await minio.createBucket(`${name}-${round}`);
        await fillDataDirectory(data, load, `s3://${name}-${round}/drain`);
        drains.push(await drain(data, minio, fault));
        await rm(data, { recursive: true, force: true });
      }
    }
    const secondsOf = (drains: readonly Drain[]) => median(drains.map(({ seconds }) => seconds));
    const sum = (of: (drain: Drain) => number) => failing.reduce((total, each) => total + of(each), 0);
    return {
      wholeSeconds: secondsOf(whole),
      failingSeconds: secondsOf(failing),
      ratio: secondsOf(whole) / secondsOf(failing),
      failedShare: sum(({ failed }) => failed) / sum(({ requests }) => requests),
    };
  } finally {
    await minio.stop();
    await rm(root, { recursive: true, force: true });
  }
}

/** From the first request to the end of the program: what it takes to start would hide what errors cost. */
async function drain(data: string, minio: S3Server, fault: S3Fault | undefined): Promise<Drain> {
  const hop = await S3Hop.start({ store: minio.env, random: Math.random });
  if (fault !== undefined) hop.apply(fault);
  const program = spawn(process.execPath, ['cli/surecast.mjs', 'drain', '--data', data], {
    env: { ...process.env, ...minio.env, AWS_ENDPOINT_URL_S3: `http://${hop.address}` },
    stdio: 'ignore',
  });
  const ended = once(program, 'exit');
  try {
    while (hop.requests === 0 && program.exitCode === null) await sleep(lookMs);
    const startedMs = performance.now();
    const [status] = await ended;
    if (status !== 0) throw new Error(`the drain ended with ${status}`);
    const seconds = (performance.now() - startedMs) / 1000;
    return { seconds, requests: hop.requests, failed: hop.hurtRequests };
  } finally {
    await hop.stop();
  }
}
