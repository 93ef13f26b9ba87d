/** A thread that looks through the catalog in `workerData` and says what SQLite finds: `ok`, or the damage. */
import { parentPort, workerData } from 'node:worker_threads';
import SqliteDatabase from 'better-sqlite3';

parentPort?.postMessage(verdictOn(String(workerData)));

function verdictOn(path: string): string {
  try {
    const db = new SqliteDatabase(path, { readonly: true, fileMustExist: true });
    try {
      return String(db.pragma('quick_check(1)', { simple: true }));
    } finally {
      db.close();
    }
  } catch (error) {
    const isDamage =
      error instanceof SqliteDatabase.SqliteError && /^SQLITE_(CORRUPT|NOTADB)/.test(error.code);
    return isDamage ? error.message : 'ok';
  }
}
