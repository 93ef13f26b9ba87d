import { join } from 'node:path';
import type { Catalog } from '../catalog/catalog.ts';
import { isFile } from '../disk/copy-file.ts';
import { writeDurably } from '../disk/durable-file.ts';

/** The catalog and the data directory that it is of. */
type Place = { readonly catalog: Catalog; readonly root: string };

/**
 * Writes the file of an initialization section again from the catalog's copy, if it is gone or not what was recorded.
 * @returns whether it is there as recorded now; false: the catalog has no sound copy of it either
 * @throws Error of the system when it can't be written
 */
export async function restoreInit({ catalog, root }: Place, fileId: number): Promise<boolean> {
  const file = catalog.media.file(fileId);
  if (file === undefined) return false;
  const path = join(root, file.path);
  if (await isFile(path, file)) return true;
  const bytes = catalog.initSections.bytesOf(fileId);
  if (bytes === undefined) return false;
  await writeDurably(path, bytes);
  return true;
}

/** The same for callers that may ask for one file at the same time, as the uplinks of several origins do. */
export function initRestorer(place: Place): (fileId: number) => Promise<boolean> {
  const underWay = new Map<number, Promise<boolean>>();
  return (fileId) => {
    const known = underWay.get(fileId);
    if (known !== undefined) return known;
    const restoring = restoreInit(place, fileId).finally(() => underWay.delete(fileId));
    underWay.set(fileId, restoring);
    return restoring;
  };
}
