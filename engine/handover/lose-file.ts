import type { Catalog } from '../../catalog/catalog.ts';
import type { FileKind } from '../../catalog/media.ts';

/**
 * A file that was to be delivered can't be any more: a segment becomes a gap, playlists and receipts are made again.
 * To be called within a transaction.
 */
export function loseFile(catalog: Catalog, file: { id: number; kind: FileKind }, message: string): void {
  const isMedia = file.kind === 'segment' || file.kind === 'init';
  for (const id of catalog.uploads.pendingOf(file.id)) {
    catalog.uploads.apply(
      id,
      isMedia ? { type: 'lost', error: { code: 'FILE_CHANGED', message } } : { type: 'superseded' },
    );
  }
  if (file.kind === 'segment') catalog.media.makeGap(file.id, message);
  if (file.kind === 'receipt') catalog.media.forget(file.id);
}
