import SqliteDatabase from 'better-sqlite3';
import { type Catalog, openCatalogReadOnly } from '../catalog/catalog.ts';
import { SurecastError } from '../contract/surecast-error.ts';
import { catalogPath, hasCatalog } from './data-directory.ts';

/**
 * Reads the catalog of a data directory, whether or not an engine runs on it, and changes nothing there.
 * @returns what `read` gives; undefined when nothing was ever recorded there
 * @throws SurecastError `DATA_DIR_UNWRITABLE` (it can't be opened), `CATALOG_DAMAGED`, `CATALOG_TOO_NEW`
 */
export async function readCatalog<T>(
  root: string,
  read: (catalog: Catalog) => T | Promise<T>,
): Promise<T | undefined> {
  const path = catalogPath(root);
  if (!hasCatalog(root)) return undefined;
  const catalog = openCatalogReadOnly(path);
  try {
    return await read(catalog);
  } catch (error) {
    if (!(error instanceof SqliteDatabase.SqliteError)) throw error;
    throw new SurecastError('CATALOG_DAMAGED', `The catalog ${path} can't be read (${error.message}).`, {
      cause: error,
    });
  } finally {
    catalog.close();
  }
}
