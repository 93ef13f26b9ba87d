import { existsSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import SqliteDatabase, { type Database } from 'better-sqlite3';
import { SurecastError } from '../contract/surecast-error.ts';
import { missingFromSchema, orphanedRows } from './check-schema.ts';
import { knownVersion, migrate, schemaVersion } from './migrations.ts';

/**
 * Opens the catalog of a data directory and brings its schema up to date.
 *
 * WAL with `synchronous=NORMAL` is the resting state: a commit is safe against a crash of the program at once.
 * Commits that promise something (`durably` in `catalog.ts`) raise it to FULL; because the WAL is one sequence,
 * such a commit also makes every earlier one safe against a power cut.
 *
 * A small one is looked through for damage first; a large one, which takes seconds, while it is in use
 * (`checkInBackground`).
 *
 * @throws SurecastError `CATALOG_DAMAGED`, `CATALOG_TOO_NEW`, `DATA_DIR_UNWRITABLE`
 */
export function openDatabase(path: string): Database {
  const isNew = !existsSync(path);
  return guard(path, () =>
    prepare(new SqliteDatabase(path), (db) => {
      if (!isNew) refuseForgotten(db);
      prepareForWriting(db);
    }),
  );
}

/**
 * A catalog that was just begun has no recordings beside it. One that has, and knows of none, has lost all that it knew: that
 * stands in its -wal at first, which somebody has removed or changed. Begun anew it would forget them.
 */
function refuseForgotten(db: Database): void {
  if (knownVersion(db) === 0 && existsSync(join(dirname(db.name), 'broadcasts')))
    throw damagedCatalog(db.name, 'it is empty, but there are recordings beside it');
}

function prepareForWriting(db: Database): void {
  db.pragma('journal_mode = WAL');
  db.pragma('synchronous = NORMAL');
  db.pragma('foreign_keys = ON');
  db.pragma('busy_timeout = 5000');
  if (isCheckedAtOnce(db.name)) refuseDamage(db);
  migrate(db);
  refuse(db, missingFromSchema(db));
}

/** A catalog of some 100,000 segments, whose check takes half a second. */
const checkedAtOnceBytes = 64 * 1024 * 1024;

/** Whether opening the catalog at this path looks through all of it. */
export function isCheckedAtOnce(path: string): boolean {
  return (statSync(path, { throwIfNoEntry: false })?.size ?? 0) <= checkedAtOnceBytes;
}

/** Opens the catalog for looking only, also while an engine writes it. */
export function openDatabaseReadOnly(path: string): Database {
  return guard(path, () =>
    upToDate(prepare(new SqliteDatabase(path, { readonly: true, fileMustExist: true }), prepareForReading)),
  );
}

/** Where the header of a database says that it is in WAL mode (https://sqlite.org/fileformat2.html, 1.3.3). */
const fileFormatVersions = { at: 18, rollbackJournal: Buffer.from([1, 1]) } as const;

/** Looking changes nothing: a catalog that an older program wrote is brought up to date in memory. */
function upToDate(db: Database): Database {
  if (knownVersion(db) === schemaVersion) return db;
  const image = db.serialize();
  db.close();
  // There is no WAL in memory.
  fileFormatVersions.rollbackJournal.copy(image, fileFormatVersions.at);
  return prepare(new SqliteDatabase(image), migrate);
}

function prepareForReading(db: Database): void {
  db.pragma('busy_timeout = 5000');
  refuseForgotten(db);
  // Also the first read, which tells a file that is no database.
  if (knownVersion(db) === schemaVersion) refuse(db, missingFromSchema(db));
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
  refuse(db, verdict === 'ok' ? orphanedRows(db) : verdict);
}

function refuse(db: Database, why: string | undefined): void {
  if (why !== undefined) throw damagedCatalog(db.name, why);
}

function guard(path: string, open: () => Database): Database {
  try {
    return open();
  } catch (error) {
    const code = error instanceof SqliteDatabase.SqliteError ? error.code : '';
    if (/^SQLITE_(CORRUPT|NOTADB|FORMAT|ERROR)/.test(code))
      throw damagedCatalog(path, messageOf(error), { cause: error });
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

/** What is said of a catalog that SQLite finds damaged. `why`: in SQLite's words. */
export function damagedCatalog(
  path: string,
  why: string,
  options: { readonly cause?: unknown; readonly cure?: string } = {},
): SurecastError {
  // SQLite's findings come in lines of their own, under a headline.
  const sentence = why.replace(/^\*\*\*.*\*\*\*\s*/, '').replaceAll('\n', ' ');
  return new SurecastError('CATALOG_DAMAGED', `The catalog ${path} is damaged (${sentence}).`, options);
}
