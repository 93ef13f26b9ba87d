import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Catalog } from '../catalog/catalog.ts';
import type { PendingFile } from '../catalog/upload-rows.ts';
import type { EngineListener } from '../contract/engine-events.ts';
import { sweepLeftovers } from '../disk/leftovers.ts';

export type InspectionOptions = {
  readonly catalog: Catalog;
  readonly root: string;
  readonly listener: EngineListener;
  /** Segments of this variant have become gaps. */
  readonly onLost: (broadcastId: number, variantId: number) => void;
  readonly signal: AbortSignal;
};

/** How many uploads are looked at before others get their turn. */
const batch = 256;
/** The rest between two batches, milliseconds: a million files take some minutes, and nobody waits for them. */
const restMs = 20;
/** Losses of one batch that are named one by one. */
const mostNamed = 3;

/**
 * Looks at everything that is queued since before the start, while it is being delivered: segments that are gone or of another
 * size become known losses before their turn comes, and half-written files go. Resolves when all is seen, or the signal
 * aborts.
 */
export async function inspectFiles(options: InspectionOptions): Promise<void> {
  const { catalog, root, signal } = options;
  const lastId = catalog.uploads.lastId();
  await sweepLeftovers(join(root, 'broadcasts'), signal);
  for (let id = 0; id < lastId && !signal.aborted; id += batch) {
    const pending = catalog.uploads.pendingSegments(id, Math.min(lastId, id + batch));
    if (pending.length === 0) continue;
    const lost = await missingOf(pending, root);
    if (signal.aborted) return;
    if (lost.length > 0) giveUp(lost, options);
    await sleep(restMs, undefined, { signal }).catch(() => undefined);
  }
}

/** Those whose file is not there as it was recorded. */
export async function missingOf(files: readonly PendingFile[], root: string): Promise<PendingFile[]> {
  const looks = files.map(async (file) => ({ file, isWhole: await isWhole(join(root, file.path), file) }));
  return (await Promise.all(looks)).filter(({ isWhole }) => !isWhole).map(({ file }) => file);
}

async function isWhole(path: string, { sizeBytes }: PendingFile): Promise<boolean> {
  const found = await stat(path).catch(() => undefined);
  return found?.isFile() === true && found.size === sizeBytes;
}

function giveUp(files: readonly PendingFile[], { catalog, listener, onLost }: InspectionOptions): void {
  // What a worker has taken meanwhile, it judges itself.
  const lost = files.filter((file) => ['queued', 'blocked'].includes(catalog.uploads.stateOf(file.id) ?? ''));
  const reasonOf = (file: PendingFile) => `${file.path} is gone or not what was recorded`;
  catalog.durably(() => {
    for (const file of lost) {
      const message = reasonOf(file);
      catalog.uploads.apply(file.id, { type: 'lost', error: { code: 'FILE_CHANGED', message } });
      catalog.media.makeGap(file.fileId, message);
    }
  });
  const say = (message: string) => listener({ type: 'warning', code: 'FILE_CHANGED', message });
  for (const file of lost.slice(0, mostNamed)) say(`${reasonOf(file)}; it becomes a gap.`);
  if (lost.length > mostNamed)
    say(`${lost.length - mostNamed} more recorded files are gone; they become gaps.`);
  const places = new Map(lost.map((file) => [`${file.broadcastId} ${file.variantId}`, file]));
  for (const { broadcastId, variantId } of places.values()) {
    if (variantId !== null) onLost(broadcastId, variantId);
  }
}
