import SqliteDatabase from 'better-sqlite3';
import type { SurecastError } from '../contract/surecast-error.ts';
import { damagedCatalog } from './open-database.ts';

/** Notices when SQLite finds a catalog damaged that is in use. */
export type DamageWatch = {
  /** Resolves with the first damage that anyone has met, and never else. */
  readonly damage: Promise<SurecastError>;
  readonly isDamaged: () => boolean;
  /** Does work with the database. Throws `CATALOG_DAMAGED` for damage, and whatever else went wrong as it is. */
  readonly guard: <T>(work: () => T) => T;
};

const recordedOn =
  'What was recorded lies under broadcasts/, and an FFmpeg that captures goes on into its log there. Put a copy of catalog.db back and give the same command again; or move it aside with its -wal and -shm and begin under another name: `surecast deliver --copy` delivers recordings again.';

/** @param path of the catalog, for people */
export function watchDamage(path: string): DamageWatch {
  const { promise: damage, resolve } = Promise.withResolvers<SurecastError>();
  let isDamaged = false;
  const judge = (error: unknown): unknown => {
    if (!(error instanceof SqliteDatabase.SqliteError)) return error;
    if (!/^SQLITE_(CORRUPT|NOTADB)/.test(error.code)) return error;
    const found = damagedCatalog(path, error.message, { cause: error, cure: recordedOn });
    isDamaged = true;
    resolve(found);
    return found;
  };
  return {
    damage,
    isDamaged: () => isDamaged,
    guard: (work) => {
      try {
        return work();
      } catch (error) {
        throw judge(error);
      }
    },
  };
}
