/**
 * `surecast drain --max-uplink-rate` over a link that is far wider, seen from the link: what was sent in all, and the most
 * that was sent beyond the cap in any stretch of time. Goals: at most 5 % below the cap over 30 s, never above by more than a burst.
 */
import { spawn } from 'node:child_process';
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { startMinio } from '../fixtures/servers/minio.ts';
import { startShapedLink } from '../fixtures/servers/shaped-link.ts';
import { fillDataDirectory } from './drain-throughput.ts';
import { putAway } from './put-away.ts';

export type CapResult = {
  /** What was sent of what the cap allows, from the first byte on. */
  readonly used: number;
  /** The most beyond the cap in any stretch, as seconds of the cap. */
  readonly burstSeconds: number;
  readonly seconds: number;
};

const wideBytesPerSecond = 50_000_000;
const lookMs = 50;

export async function measureUplinkCap(bitsPerSecond: number, seconds: number): Promise<CapResult> {
  const minio = await startMinio();
  const root = await mkdtemp(join(tmpdir(), 'surecast-bench-'));
  const link = await startShapedLink(new URL(minio.endpoint).host, wideBytesPerSecond);
  await minio.createBucket('bench');
  const sizeBytes = 256 * 1024;
  const files = Math.ceil(((bitsPerSecond / 8) * (seconds + 10)) / sizeBytes);
  await fillDataDirectory(root, { files, sizeBytes }, 's3://bench/cap');
  const args = ['drain', '--data', root, '--max-uplink-rate', String(bitsPerSecond)];
  const program = spawn(process.execPath, ['cli/surecast.mjs', ...args], {
    env: { ...process.env, ...minio.env, AWS_ENDPOINT_URL_S3: `http://${link.address}` },
    stdio: 'ignore',
  });
  try {
    while (link.sentBytes() < sizeBytes) await sleep(lookMs);
    const startedMs = performance.now();
    const sentBefore = link.sentBytes();
    let [least, burstBytes, used] = [0, 0, 0];
    for (let passed = 0; passed < seconds; ) {
      await sleep(lookMs);
      passed = (performance.now() - startedMs) / 1000;
      const allowed = (passed * bitsPerSecond) / 8;
      const beyond = link.sentBytes() - sentBefore - allowed;
      least = Math.min(least, beyond);
      burstBytes = Math.max(burstBytes, beyond - least);
      used = 1 + beyond / allowed;
    }
    return { used, burstSeconds: burstBytes / (bitsPerSecond / 8), seconds };
  } finally {
    await putAway(program, [link, minio], root);
  }
}
