import type { Statements } from './statements.ts';

/** What a catalog is made of, and how much of it there is; nothing of what it says. */
export type CatalogShape = {
  readonly schemaVersion: number;
  readonly sizeBytes: number;
  readonly tables: readonly { readonly name: string; readonly rows: number; readonly sql: string }[];
  readonly uploads: readonly { readonly state: string; readonly kind: string; readonly count: number }[];
};

/** Counts every row once: to be asked for by a person, not each second. */
export function catalogShape(sql: Statements): CatalogShape {
  const number = (text: string) =>
    Object.values(sql.prepare<[], Record<string, number>>(text).get() ?? {})[0];
  const tables = sql
    .prepare<[], { name: string; sql: string }>(
      `SELECT name, sql FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY name`,
    )
    .all();
  const uploads = sql.prepare<[], { state: string; kind: string; count: number }>(
    `SELECT u.state, f.kind, count(*) AS count FROM uploads u JOIN files f ON f.id = u.file_id GROUP BY 1, 2`,
  );
  return {
    schemaVersion: number('PRAGMA user_version') ?? 0,
    sizeBytes: (number('PRAGMA page_count') ?? 0) * (number('PRAGMA page_size') ?? 0),
    tables: tables.map((table) => ({
      ...table,
      rows: number(`SELECT count(*) FROM "${table.name}"`) ?? 0,
    })),
    uploads: uploads.all(),
  };
}
