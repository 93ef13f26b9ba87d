/**
 * `surecast drain` against `rclone copy --checksum` with as many transfers, to the same MinIO, in turn.
 * Goal: at least as fast. Surecast proves each object in a request of its own besides.
 */
import { execFile } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { openCatalog } from '../catalog/catalog.ts';
import { catalogPath } from '../engine/data-directory.ts';
import { requireBinary } from '../fixtures/servers/find-binary.ts';
import { startMinio } from '../fixtures/servers/minio.ts';
import type { S3Server } from '../fixtures/servers/s3-server.ts';
import { defaultUplinkLimits } from '../uploader/uplink-limits.ts';
import { median } from './statistics.ts';

const run = promisify(execFile);
const { transfersPerWorker } = defaultUplinkLimits;

export type DrainResult = {
  readonly surecastSeconds: number;
  readonly rcloneSeconds: number;
  readonly ratio: number;
};
export type DrainLoad = {
  readonly files: number;
  readonly sizeBytes: number;
  readonly transfers: number;
  readonly rounds: number;
};

export async function measureDrain(load: DrainLoad): Promise<DrainResult> {
  const minio = await startMinio();
  const root = await mkdtemp(join(tmpdir(), 'surecast-bench-'));
  try {
    const surecast: number[] = [];
    const rclone: number[] = [];
    for (let round = 0; round < load.rounds; round++) {
      await minio.createBucket(`surecast-${round}`);
      await minio.createBucket(`rclone-${round}`);
      const data = join(root, String(round));
      await fillDataDirectory(data, load, `s3://surecast-${round}/drain`);
      surecast.push(await time(() => drain(data, load, minio)));
      rclone.push(await time(() => copy(data, load, minio, `rclone-${round}`)));
      await rm(data, { recursive: true, force: true });
    }
    const [surecastSeconds, rcloneSeconds] = [median(surecast), median(rclone)];
    return { surecastSeconds, rcloneSeconds, ratio: surecastSeconds / rcloneSeconds };
  } finally {
    await minio.stop();
    await rm(root, { recursive: true, force: true });
  }
}

/** A data directory whose broadcast is captured and not delivered. */
export async function fillDataDirectory(
  data: string,
  load: Pick<DrainLoad, 'files' | 'sizeBytes'>,
  originUrl: string,
): Promise<void> {
  const folder = 'broadcasts/bench/media';
  await mkdir(join(data, folder), { recursive: true });
  const catalog = openCatalog(catalogPath(data));
  const broadcastId = catalog.broadcasts.insert({
    name: 'bench',
    container: 'ts',
    segmentMs: 2000,
    targetDurationSeconds: 2,
    settings: '{}',
    startedAtMs: Date.now(),
    variants: [{ name: 'media', declaredKbps: 4000 }],
    originUrls: [originUrl],
  });
  const variantId = catalog.broadcasts.variants(broadcastId)[0]?.id ?? 0;
  const originId = catalog.broadcasts.destinations(broadcastId)[0]?.id ?? 0;
  const runId = catalog.runs.insert({
    broadcastId,
    number: 1,
    directory: 'broadcasts/bench/runs/0001',
    startedAtMs: 0,
    settings: '{}',
  });
  catalog.runs.end(runId);
  const files = await Promise.all(
    Array.from({ length: load.files }, async (_, sequence) => {
      const bytes = randomBytes(load.sizeBytes);
      const name = `${String(sequence).padStart(8, '0')}.ts`;
      await writeFile(join(data, folder, name), bytes);
      return { sequence, name, sha256: createHash('sha256').update(bytes).digest('hex') };
    }),
  );
  catalog.durably(() => {
    for (const { sequence, name, sha256 } of files) {
      const fileId = catalog.media.insertFile({
        broadcastId,
        kind: 'segment',
        variantId,
        path: `${folder}/${name}`,
        key: `bench/media/${name}`,
        version: null,
        firstSequence: null,
        sizeBytes: load.sizeBytes,
        sha256,
        createdAtMs: Date.now(),
      });
      catalog.media.insertSegment({
        variantId,
        sequence,
        runId,
        fileId,
        initFileId: null,
        startPts: sequence * 180_000,
        endPts: (sequence + 1) * 180_000,
        programDateTimeMs: sequence * 2000,
        discontinuity: 0,
        videoFrames: 60,
        gapReason: null,
      });
      catalog.uploads.insert({ fileId, originId, kind: 'segment' });
    }
    catalog.broadcasts.setPhase(broadcastId, 'delivering', Date.now());
  });
  catalog.close();
}

async function drain(data: string, load: DrainLoad, minio: S3Server): Promise<void> {
  await run(
    process.execPath,
    [
      'cli/surecast.mjs',
      'drain',
      '--data',
      data,
      '--workers',
      String(load.transfers / transfersPerWorker),
      '--json',
    ],
    {
      env: { ...process.env, ...minio.env },
    },
  );
}

async function copy(data: string, load: DrainLoad, minio: S3Server, bucket: string): Promise<void> {
  const remote = `:s3,provider=Minio,env_auth=true,endpoint="${minio.endpoint}":${bucket}/copy`;
  const args = ['copy', '--checksum', '--transfers', String(load.transfers), '--config', '/dev/null'];
  await run(requireBinary('rclone'), [...args, join(data, 'broadcasts/bench/media'), remote], {
    env: { ...process.env, ...minio.env },
  });
}

async function time(work: () => Promise<void>): Promise<number> {
  const startedMs = performance.now();
  await work();
  return (performance.now() - startedMs) / 1000;
}
