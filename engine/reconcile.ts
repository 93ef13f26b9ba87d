import { readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Catalog } from '../catalog/catalog.ts';
import type { EngineListener } from '../contract/engine-events.ts';

/**
 * Brings the catalog and the disk together at start, after whatever ended the program last time:
 * what was in flight is queued again, half-written files are removed (a whole one has its final name), and files that
 * are queued but gone or of another size become known losses now rather than in the middle of the event.
 * The origin's side is settled by the uploads themselves: an object that had arrived is recognised, never sent over.
 */
export async function reconcile(catalog: Catalog, root: string, listener: EngineListener): Promise<void> {
  catalog.uploads.returnAllInFlight();
  await removeHalfWritten(join(root, 'broadcasts'));
  for (const upload of catalog.uploads.pendingFiles()) {
    if (await isWhole(join(root, upload.path), upload.sizeBytes)) continue;
    const message = `${upload.path} is gone or not what was recorded`;
    catalog.durably(() => {
      const isMedia = upload.kind === 'segment' || upload.kind === 'init';
      // Playlists and receipts are made again from the catalog.
      catalog.uploads.apply(
        upload.id,
        isMedia ? { type: 'lost', error: { code: 'FILE_CHANGED', message } } : { type: 'superseded' },
      );
      if (upload.kind === 'segment') catalog.media.makeGap(upload.fileId, message);
      if (upload.kind === 'receipt') catalog.media.forget(upload.fileId);
    });
    listener({ type: 'warning', code: 'FILE_CHANGED', message: `${message}.` });
  }
}

async function isWhole(path: string, sizeBytes: number): Promise<boolean> {
  const found = await stat(path).catch(() => undefined);
  return found?.isFile() === true && found.size === sizeBytes;
}

async function removeHalfWritten(directory: string): Promise<void> {
  const entries = await readdir(directory, { recursive: true, withFileTypes: true }).catch(() => []);
  for (const entry of entries) {
    if (entry.isFile() && entry.name.endsWith('.tmp'))
      await rm(join(entry.parentPath, entry.name), { force: true });
  }
}
