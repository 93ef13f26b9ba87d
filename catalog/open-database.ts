import SqliteDatabase, { type Database } from 'better-sqlite3';
import { SurecastError } from '../contract/surecast-error.ts';
import { knownVersion, migrate } from './migrations.ts';

/**
 * Opens the catalog of a data directory and brings its schema up to date.
 *
 * WAL with `synchronous=NORMAL` is the resting state: a commit is safe against a crash of the program at once.
 * Commits that promise something (`durably` in `catalog.ts`) raise it to FULL; because the WAL is one sequence,
 * such a commit also makes every earlier one safe against a power cut.
 *
 * @throws SurecastError `CATALOG_DAMAGED`, `CATALOG_TOO_NEW`, `DATA_DIR_UNWRITABLE`
 */
export function openDatabase(path: string): Database {
  return guard(path, () => prepare(new SqliteDatabase(path), prepareForWriting));
}

function prepareForWriting(db: Database): void {
  db.pragma('journal_mode = WAL');
  db.pragma('synchronous = NORMAL');
  db.pragma('foreign_keys = ON');
  db.pragma('busy_timeout = 5000');
  refuseDamage(db);
  migrate(db);
}

/** Opens the catalog for looking only, also while an engine writes it. */
export function openDatabaseReadOnly(path: string): Database {
  return guard(path, () =>
    prepare(new SqliteDatabase(path, { readonly: true, fileMustExist: true }), prepareForReading),
  );
}

function prepareForReading(db: Database): void {
  db.pragma('busy_timeout = 5000');
  // Also the first read, which tells a file that is no database.
  knownVersion(db);
}

/** A database that is refused must not stay open: the person is told to move its file aside. */
function prepare(db: Database, work: (db: Database) => void): Database {
  try {
    work(db);
    return db;
  } catch (error) {
    db.close();
    throw error;
  }
}

function refuseDamage(db: Database): void {
  const verdict = String(db.pragma('quick_check(1)', { simple: true }));
  if (verdict !== 'ok') throw damaged(db.name, verdict);
}

function guard(path: string, open: () => Database): Database {
  try {
    return open();
  } catch (error) {
    const code = error instanceof SqliteDatabase.SqliteError ? error.code : '';
    if (/^SQLITE_(CORRUPT|NOTADB|FORMAT|ERROR)/.test(code)) throw damaged(path, messageOf(error), error);
    if (/^SQLITE_(CANTOPEN|READONLY|PERM|IOERR)/.test(code)) {
      throw new SurecastError(
        'DATA_DIR_UNWRITABLE',
        `The catalog ${path} can't be opened (${messageOf(error)}).`,
        { cause: error, cure: 'Make it a file that this user may read and write, or choose another --data.' },
      );
    }
    if (code === 'SQLITE_FULL') throw new SurecastError('DISK_FULL', `No space for the catalog ${path}.`);
    throw error;
  }
}

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

function damaged(path: string, why: string, cause?: unknown): SurecastError {
  // SQLite's findings come in lines of their own, under a headline.
  const sentence = why.replace(/^\*\*\*.*\*\*\*\s*/, '').replaceAll('\n', ' ');
  return new SurecastError('CATALOG_DAMAGED', `The catalog ${path} is damaged (${sentence}).`, { cause });
}
