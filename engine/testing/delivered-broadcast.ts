import { createHash, randomBytes } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { openCatalog } from '../../catalog/catalog.ts';
import type { UploadError } from '../../catalog/upload-transition.ts';
import { catalogPath } from '../data-directory.ts';
import { openEngine } from '../open-engine.ts';

export type RecordedBroadcast = {
  readonly root: string;
  readonly name: string;
  readonly originUrls: readonly string[];
  readonly segments?: number;
};

const segmentBytes = 20_000;

/** Fills a data directory with a captured broadcast of one variant, `720p`, of which nothing is delivered. */
export function recordBroadcast({ root, name, originUrls, segments = 3 }: RecordedBroadcast): void {
  mkdirSync(root, { recursive: true });
  const catalog = openCatalog(catalogPath(root));
  const startedAtMs = Date.now();
  catalog.durably(() => {
    const broadcastId = catalog.broadcasts.insert({
      name,
      container: 'ts',
      segmentMs: 2_000,
      targetDurationSeconds: 2,
      settings: '{}',
      startedAtMs,
      variants: [{ name: '720p', declaredKbps: 3_000 }],
      originUrls,
    });
    const variantId = catalog.broadcasts.variants(broadcastId)[0]?.id ?? 0;
    const runId = catalog.runs.insert({
      broadcastId,
      number: 1,
      directory: `broadcasts/${name}/runs/1`,
      startedAtMs,
      settings: '{}',
    });
    for (let sequence = 0; sequence < segments; sequence++) {
      const fileId = catalog.media.insertFile({
        broadcastId,
        kind: 'segment',
        variantId,
        ...segmentFile(root, name, sequence),
        version: null,
        firstSequence: null,
        createdAtMs: startedAtMs,
      });
      for (const { id } of catalog.broadcasts.destinations(broadcastId)) {
        catalog.uploads.insert({ fileId, originId: id, kind: 'segment' });
      }
      catalog.media.insertSegment({
        variantId,
        sequence,
        runId,
        fileId,
        initFileId: null,
        startPts: sequence * 180_000,
        endPts: (sequence + 1) * 180_000,
        programDateTimeMs: startedAtMs + sequence * 2_000,
        discontinuity: 0,
        videoFrames: 60,
        gapReason: null,
      });
    }
    catalog.broadcasts.setPhase(broadcastId, 'delivering', startedAtMs);
  });
  catalog.close();
}

/** Delivers all of it with the real engine: segments, playlists and receipt, verified. */
export async function deliver(root: string): Promise<void> {
  const engine = await openEngine({ dataDirectory: root, listener: () => undefined });
  try {
    await engine.drain();
  } finally {
    await engine.close();
  }
}

/** Writes a segment's file. Random bytes: delivery does not look into media. */
function segmentFile(root: string, name: string, sequence: number) {
  const path = `broadcasts/${name}/720p/${String(sequence).padStart(8, '0')}.ts`;
  const bytes = randomBytes(segmentBytes);
  mkdirSync(dirname(join(root, path)), { recursive: true });
  writeFileSync(join(root, path), bytes);
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  const key = `${name}/720p/${String(sequence).padStart(8, '0')}-${sha256.slice(0, 12)}.ts`;
  return { path, key, sizeBytes: bytes.length, sha256 };
}

/** Leaves what is to be delivered next to an origin blocked, as a program does that a person has to help. */
export function blockNext(root: string, originId: number, error: UploadError): void {
  const catalog = openCatalog(catalogPath(root));
  const next = catalog.uploads.takeNext(originId, Date.now());
  if (next === undefined) throw new RangeError(`nothing is to be delivered to origin ${originId}`);
  catalog.uploads.apply(next.id, { type: 'blocked', error, notBeforeMs: 0 });
  catalog.close();
}
