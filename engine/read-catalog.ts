import { constants, existsSync } from 'node:fs';
import { access, chmod, copyFile, mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
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

type Opened = { readonly catalog: Catalog; readonly close: () => Promise<void> };

/**
 * SQLite can't read a catalog in WAL mode where it may write nothing, on a disk that is read-only or in a folder of another
 * user, unless the files of its WAL are there: then it is read in place, for an engine may run on it. Else a copy is read.
 */
async function openAnywhere(root: string, path: string): Promise<Opened> {
  if (await mayWrite(root)) return openInPlace(path);
  if (!existsSync(`${path}-wal`) || !existsSync(`${path}-shm`)) return openCopy(path);
  try {
    return openInPlace(path);
  } catch (error) {
    if (error instanceof SurecastError && error.code !== 'DATA_DIR_UNWRITABLE') throw error;
    return openCopy(path);
  }
}

const openInPlace = (path: string): Opened => ({
  catalog: openCatalogReadOnly(path),
  close: async () => undefined,
});

async function openCopy(path: string): Promise<Opened> {
  const copy = await mkdtemp(join(tmpdir(), 'surecast-catalog-'));
  const close = () => rm(copy, { recursive: true, force: true });
  try {
    for (const ending of ['', '-wal'].filter((each) => existsSync(`${path}${each}`)))
      await copyFile(`${path}${ending}`, `${catalogPath(copy)}${ending}`);
    for (const name of await readdir(copy)) await chmod(join(copy, name), 0o600);
    return { catalog: openCatalogReadOnly(catalogPath(copy)), close };
  } catch (error) {
    await close();
    throw error;
  }
}

/** Whether SQLite may lay what it needs beside the catalog. */
async function mayWrite(root: string): Promise<boolean> {
  try {
    await access(root, constants.W_OK);
    return true;
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : '';
    return !['EACCES', 'EPERM', 'EROFS'].includes(code);
  }
}
