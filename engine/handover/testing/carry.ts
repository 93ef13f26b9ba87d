import { type Catalog, openCatalog } from '../../../catalog/catalog.ts';
import { catalogPath } from '../../data-directory.ts';
import { exportBroadcasts } from '../export-broadcasts.ts';
import { importBroadcasts } from '../import-broadcasts.ts';

/** What these tests have no use for. */
export const silent = { listener: () => undefined, onProgress: () => undefined, broadcast: undefined };
/** Exports all that is unfinished. */
export const exportTo = (dataDirectory: string, directory: string) =>
  exportBroadcasts({ ...silent, dataDirectory, directory });
/** Imports all that is there. */
export const importTo = (
  dataDirectory: string,
  directory: string,
  more: { moved?: ReadonlyMap<string, string>; withoutDamaged?: boolean } = {},
) =>
  importBroadcasts({ ...silent, moved: new Map(), withoutDamaged: false, ...more, dataDirectory, directory });

/** Looks into a catalog that nobody has open. */
export function reading<T>(data: string, read: (catalog: Catalog) => T): T {
  const catalog = openCatalog(catalogPath(data));
  try {
    return read(catalog);
  } finally {
    catalog.close();
  }
}
