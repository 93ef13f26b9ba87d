import { existsSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join, resolve } from 'node:path';
import SqliteDatabase, { type Database } from 'better-sqlite3';
import { SurecastError } from '../contract/surecast-error.ts';
import { diskTrouble } from '../disk/disk-trouble.ts';
import { makeDirectoryDurably } from '../disk/durable-file.ts';
import { diskError } from './disk/disk-error.ts';
import { reservePath } from './disk/reserve-file.ts';

/** Where a person's data lies when no --data is given: the platform's place for application data. */
export function defaultDataDirectory(
  env: NodeJS.ProcessEnv = process.env,
  platform = process.platform,
): string {
  const named = env['SURECAST_DATA'];
  if (named) return resolve(named);
  if (platform === 'win32') return join(env['LOCALAPPDATA'] ?? homedir(), 'surecast');
  if (platform === 'darwin') return join(homedir(), 'Library', 'Application Support', 'surecast');
  return join(env['XDG_DATA_HOME'] || join(homedir(), '.local', 'share'), 'surecast');
}

/** Path of the catalog in a data directory. */
export function catalogPath(root: string): string {
  return join(root, 'catalog.db');
}

/**
 * Whether anything was ever recorded in a data directory.
 * @throws SurecastError `CATALOG_DAMAGED`
 */
export function hasCatalog(root: string): boolean {
  refuseEmptiedCatalog(root);
  return existsSync(catalogPath(root)) && !isBlank(root);
}

/** Who only asks whether an engine runs holds the lock for a moment, which must not refuse an engine that starts. */
const lockPatienceMs = 250;

/**
 * A catalog without a byte is a new one, unless recordings lie beside it: then it was emptied (a repaired file system
 * does that), and to begin anew would forget them.
 * @throws SurecastError `CATALOG_DAMAGED`
 */
export function refuseEmptiedCatalog(root: string): void {
  if (!isBlank(root) || !existsSync(join(root, 'broadcasts'))) return;
  throw new SurecastError(
    'CATALOG_DAMAGED',
    `The catalog ${catalogPath(root)} is empty, but there are recordings beside it.`,
  );
}

function isBlank(root: string): boolean {
  const path = catalogPath(root);
  return sizeOf(path) === 0 && (sizeOf(`${path}-wal`) ?? 0) === 0;
}

function sizeOf(path: string): number | undefined {
  return statSync(path, { throwIfNoEntry: false })?.size;
}

/** A data directory owned by this process. */
export type DataDirectory = { readonly root: string; readonly release: () => void };

/**
 * Takes hold of a data directory, made if it is not there. The hold is a lock of the operating system on a small
 * SQLite file: it ends with the process, however that ends, so there is no stale lock to remove.
 * @throws SurecastError `DATA_DIR_UNWRITABLE`, `DATA_DIR_IN_USE`, `DISK_READ_ONLY`, `DISK_FULL`, `DISK_FAILING`
 */
export async function takeDataDirectory(path: string): Promise<DataDirectory> {
  const root = resolve(path);
  try {
    await makeDirectoryDurably(root);
    tryToWrite(root);
  } catch (error) {
    const message = `The data directory ${root} can't be written (${reason(error)}).`;
    throw diskError(root, error) ?? new SurecastError('DATA_DIR_UNWRITABLE', message, { cause: error });
  }
  const lock = lockFile(root, lockPatienceMs);
  return { root, release: () => lock.close() };
}

/** On a disk without any room an earlier life's reserve is given back first. */
function tryToWrite(root: string): void {
  const path = join(root, '.writable');
  try {
    writeFileSync(path, '');
  } catch (error) {
    if (diskTrouble(error) !== 'full') throw error;
    rmSync(reservePath(root), { force: true });
    writeFileSync(path, '');
  }
  rmSync(path);
}

/** Whether some process owns the data directory now. */
export function isOwned(root: string): boolean {
  try {
    lockFile(root, 0).close();
    return false;
  } catch (error) {
    if (error instanceof SurecastError && error.code === 'DATA_DIR_IN_USE') return true;
    throw error;
  }
}

function lockFile(root: string, timeoutMs: number): Database {
  const lock = new SqliteDatabase(join(root, 'engine.lock'), { timeout: timeoutMs });
  try {
    lock.pragma('journal_mode = MEMORY');
    lock.exec('BEGIN EXCLUSIVE');
    return lock;
  } catch (error) {
    lock.close();
    if (error instanceof SqliteDatabase.SqliteError && error.code.startsWith('SQLITE_BUSY')) {
      throw new SurecastError('DATA_DIR_IN_USE', `Another engine is running on the data directory ${root}.`);
    }
    throw new SurecastError(
      'DATA_DIR_UNWRITABLE',
      `${join(root, 'engine.lock')} can't be locked (${reason(error)}).`,
      {
        cause: error,
      },
    );
  }
}

function reason(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : String(error);
}
