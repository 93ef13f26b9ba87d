import type { Catalog } from '../catalog/catalog.ts';
import type { EngineListener } from '../contract/engine-events.ts';
import { missingOf } from './inspect-files.ts';
import { restoreInit } from './restore-init.ts';

/**
 * Brings the catalog and the disk together at start, after whatever ended the program last time, as far as delivery must wait
 * for it: what was in flight is queued again, and playlists, receipts and initialization sections that are gone are seen now:
 * they are made again, the latter from the catalog's copy.
 * Segments, of which there may be a million, are looked at while they are delivered (`inspectFiles`).
 * The origin's side is settled by the uploads themselves: an object that had arrived is recognised, never sent over.
 */
export async function reconcile(catalog: Catalog, root: string, listener: EngineListener): Promise<void> {
  catalog.uploads.returnAllInFlight();
  for (const upload of await missingOf(catalog.uploads.pendingBesidesSegments(), root)) {
    const message = `${upload.path} is gone or not what was recorded`;
    if (upload.kind === 'init' && (await restoreInit({ catalog, root }, upload.fileId))) {
      const news = `${upload.path} was gone or not what was recorded; it was written again.`;
      listener({ type: 'warning', code: 'FILE_CHANGED', message: news });
      continue;
    }
    const error = { code: 'FILE_CHANGED', message } as const;
    catalog.durably(() => {
      // Playlists and receipts are made again from the catalog.
      catalog.uploads.apply(
        upload.id,
        upload.kind === 'init' ? { type: 'lost', error } : { type: 'superseded' },
      );
      if (upload.kind === 'receipt') catalog.media.forget(upload.fileId);
    });
    listener({ type: 'warning', code: 'FILE_CHANGED', message: `${message}.` });
  }
}
