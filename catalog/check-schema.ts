import SqliteDatabase, { type Database } from 'better-sqlite3';
import { z } from 'zod';
import { migrate } from './migrations.ts';

const nameRow = z.object({ name: z.string() });
const orphanRow = z.object({ table: z.string(), parent: z.string() });

/**
 * What a catalog of this program's schema lacks, in words for a person; undefined: nothing. A table, an index or a trigger
 * that someone has removed is not found by SQLite's own check, and the program would go on without it as if nothing were left to do.
 */
export function missingFromSchema(db: Database): string | undefined {
  const model = new SqliteDatabase(':memory:');
  try {
    migrate(model);
    const found = new Set(schemaNames(db));
    const missing = schemaNames(model).filter((name) => !found.has(name));
    return missing.length === 0 ? undefined : `it has no ${missing.join(', no ')}`;
  } finally {
    model.close();
  }
}

function schemaNames(db: Database): string[] {
  const rows = db
    .prepare("SELECT name FROM sqlite_schema WHERE name NOT LIKE 'sqlite_%' ORDER BY name")
    .all();
  return rows.map((row) => nameRow.parse(row).name);
}

/** Rows that refer to rows which are not there, in words for a person; undefined: none. The program itself can't write such. */
export function orphanedRows(db: Database): string | undefined {
  const orphan = db.prepare('SELECT "table", parent FROM pragma_foreign_key_check LIMIT 1').get();
  if (orphan === undefined) return undefined;
  const { table, parent } = orphanRow.parse(orphan);
  return `a row of ${table} refers to a row of ${parent} that is not there`;
}
