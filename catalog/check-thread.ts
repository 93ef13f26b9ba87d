/**
 * A thread that looks through the catalog in `workerData` and says what SQLite finds, `ok` or the damage, and where its
 * counts are wrong.
 */
import { parentPort, workerData } from 'node:worker_threads';
import SqliteDatabase, { type Database } from 'better-sqlite3';
import type { CheckFindings } from './check-in-background.ts';
import { Counts } from './counts.ts';
import { Statements } from './statements.ts';

parentPort?.postMessage(look(String(workerData)));

function look(path: string): CheckFindings {
  try {
    const db = new SqliteDatabase(path, { readonly: true, fileMustExist: true });
    try {
      return lookThrough(db);
    } finally {
      db.close();
    }
  } catch (error) {
    const isDamage =
      error instanceof SqliteDatabase.SqliteError && /^SQLITE_(CORRUPT|NOTADB)/.test(error.code);
    return { verdict: isDamage ? error.message : 'ok' };
  }
}

function lookThrough(db: Database): CheckFindings {
  const verdict = String(db.pragma('quick_check(1)', { simple: true }));
  if (verdict !== 'ok') return { verdict };
  const counts = new Counts(new Statements(db));
  return { verdict, drifts: db.transaction(() => counts.drifts())() };
}
