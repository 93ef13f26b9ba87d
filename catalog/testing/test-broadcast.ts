import { createHash } from 'node:crypto';
import { join } from 'node:path';
import type { ContainerName } from '../broadcasts.ts';
import { type Catalog, openCatalog } from '../catalog.ts';

/** A catalog with one broadcast, for tests of what stands on it. */
export type TestBroadcast = {
  readonly root: string;
  readonly catalog: Catalog;
  readonly broadcastId: number;
  readonly name: string;
  readonly variantIds: readonly number[];
  readonly originIds: readonly number[];
  readonly runId: number;
};

export type TestBroadcastOptions = {
  readonly variants?: readonly string[];
  readonly originUrls?: readonly string[];
  readonly container?: ContainerName;
};

export const segmentTicks = 180_000;

/** Makes a catalog below `root` with a broadcast `show` and its first run. The caller closes it. */
export function makeBroadcast(root: string, options: TestBroadcastOptions = {}): TestBroadcast {
  const catalog = openCatalog(join(root, 'catalog.db'));
  const name = 'show';
  const broadcastId = catalog.transaction(() =>
    catalog.broadcasts.insert({
      name,
      container: options.container ?? 'ts',
      segmentMs: 2000,
      targetDurationSeconds: 2,
      settings: '{}',
      startedAtMs: 1_700_000_000_000,
      variants: (options.variants ?? ['720p']).map((variant) => ({ name: variant, declaredKbps: 3000 })),
      originUrls: options.originUrls ?? ['file:/nowhere'],
    }),
  );
  const runId = addRun(catalog, broadcastId, 1);
  return { root, catalog, name, broadcastId, runId, ...placesOf(catalog, broadcastId) };
}

function placesOf(catalog: Catalog, broadcastId: number) {
  return {
    variantIds: catalog.broadcasts.variants(broadcastId).map((variant) => variant.id),
    originIds: catalog.broadcasts.destinations(broadcastId).map((origin) => origin.id),
  };
}

export function addRun(catalog: Catalog, broadcastId: number, number: number): number {
  const directory = `broadcasts/show/runs/${number}`;
  return catalog.runs.insert({
    broadcastId,
    number,
    directory,
    startedAtMs: 1_700_000_000_000,
    settings: '{}',
  });
}

/** What a test says of a media file; the rest is made up. */
export type TestSegment = {
  readonly variantId: number;
  readonly runId?: number | undefined;
  readonly gap?: boolean;
  readonly initFileId?: number;
  readonly bytes?: Uint8Array;
};

export const sha256 = (bytes: string | Uint8Array): string =>
  createHash('sha256').update(bytes).digest('hex');

/** Enters the next segment (or gap) of a variant as the engine does. @returns its file id, undefined for a gap */
export function addSegment(broadcast: TestBroadcast, segment: TestSegment): number | undefined {
  const { catalog } = broadcast;
  const last = catalog.media.lastSegment(segment.variantId);
  const sequence = (last?.sequence ?? -1) + 1;
  const runId = segment.runId ?? broadcast.runId;
  const bytes = segment.bytes ?? Buffer.from(`segment ${segment.variantId}/${sequence}`);
  return catalog.transaction(() => {
    const fileId = segment.gap
      ? undefined
      : addFile(broadcast, { kind: 'segment', variantId: segment.variantId, name: `${sequence}.ts`, bytes });
    catalog.media.insertSegment({
      variantId: segment.variantId,
      sequence,
      runId,
      fileId: fileId ?? null,
      initFileId: segment.initFileId ?? null,
      startPts: last?.endPts ?? 900_000,
      endPts: (last?.endPts ?? 900_000) + segmentTicks,
      programDateTimeMs: 1_700_000_000_000 + sequence * 2000,
      discontinuity: last !== undefined && last.runId !== runId ? 1 : 0,
      videoFrames: 60,
      gapReason: fileId === undefined ? 'damaged' : null,
    });
    return fileId;
  });
}

/** Enters a media file and its uploads to every origin. */
export function addFile(
  broadcast: TestBroadcast,
  file: { kind: 'segment' | 'init'; variantId: number; name: string; bytes: Uint8Array },
): number {
  const { catalog, broadcastId, name } = broadcast;
  const key = `${name}/${file.variantId}/${file.name}`;
  const fileId = catalog.media.insertFile({
    broadcastId,
    kind: file.kind,
    variantId: file.variantId,
    path: `broadcasts/${key}`,
    key,
    version: null,
    firstSequence: null,
    sizeBytes: file.bytes.length,
    sha256: sha256(file.bytes),
    createdAtMs: Date.now(),
  });
  for (const originId of catalog.broadcasts.destinations(broadcastId).map((origin) => origin.id))
    catalog.uploads.insert({ fileId, originId, kind: file.kind });
  return fileId;
}
