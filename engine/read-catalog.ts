import { constants, existsSync } from 'node:fs';
import { access, copyFile, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import SqliteDatabase from 'better-sqlite3';
import { type Catalog, openCatalogReadOnly } from '../catalog/catalog.ts';
import { SurecastError } from '../contract/surecast-error.ts';
import { diskTrouble } from '../disk/disk-trouble.ts';
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
  const { catalog, close } = await openAnywhere(root, path);
  try {
    return await read(catalog);
  } catch (error) {
    if (!(error instanceof SqliteDatabase.SqliteError)) throw error;
    throw new SurecastError('CATALOG_DAMAGED', `The catalog ${path} can't be read (${error.message}).`, {
      cause: error,
    });
  } finally {
    catalog.close();
    await close();
  }
}

/** SQLite can't read a catalog in WAL mode on a disk that is read-only: a copy is read instead. No engine can be running there. */
async function openAnywhere(
  root: string,
  path: string,
): Promise<{ catalog: Catalog; close: () => Promise<void> }> {
  if (!(await isReadOnly(root))) return { catalog: openCatalogReadOnly(path), close: async () => undefined };
  const copy = await mkdtemp(join(tmpdir(), 'surecast-catalog-'));
  const close = () => rm(copy, { recursive: true, force: true });
  try {
    for (const ending of ['', '-wal'].filter((each) => existsSync(`${path}${each}`)))
      await copyFile(`${path}${ending}`, `${catalogPath(copy)}${ending}`);
    return { catalog: openCatalogReadOnly(catalogPath(copy)), close };
  } catch (error) {
    await close();
    throw error;
  }
}

async function isReadOnly(root: string): Promise<boolean> {
  try {
    await access(root, constants.W_OK);
    return false;
  } catch (error) {
    return diskTrouble(error) === 'read-only';
  }
}
