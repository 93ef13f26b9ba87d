import { type Catalog, openCatalog } from '../../catalog/catalog.ts';
import { catalogPath, refuseEmptiedCatalog, takeDataDirectory } from '../data-directory.ts';

/** A data directory with its catalog, owned as an engine owns it. */
export type Desk = { readonly root: string; readonly catalog: Catalog };

/**
 * Does some work on a data directory while no engine runs there.
 * @throws SurecastError `DATA_DIR_IN_USE`, `DATA_DIR_UNWRITABLE`, `CATALOG_DAMAGED`, `CATALOG_TOO_NEW`
 */
export async function withCatalog<T>(dataDirectory: string, work: (desk: Desk) => Promise<T>): Promise<T> {
  const directory = await takeDataDirectory(dataDirectory);
  try {
    refuseEmptiedCatalog(directory.root);
    const catalog = openCatalog(catalogPath(directory.root));
    try {
      return await work({ root: directory.root, catalog });
    } finally {
      catalog.close();
    }
  } finally {
    directory.release();
  }
}
