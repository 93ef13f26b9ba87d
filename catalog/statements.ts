import type { Database, Statement } from 'better-sqlite3';

/** Compiles each SQL text once for a database; compiling anew at each call costs more than most of our queries. */
export class Statements {
  readonly #db: Database;
  readonly #compiled = new Map<string, Statement<unknown[], unknown>>();

  constructor(db: Database) {
    this.#db = db;
  }

  /** The compiled statement; `Params` and `Row` are what the SQL text binds and yields. */
  prepare<Params extends unknown[] | object = unknown[], Row = unknown>(
    sql: string,
  ): Params extends unknown[] ? Statement<Params, Row> : Statement<[Params], Row> {
    let statement = this.#compiled.get(sql);
    if (statement === undefined) {
      statement = this.#db.prepare<unknown[], unknown>(sql);
      this.#compiled.set(sql, statement);
    }
    return statement as Params extends unknown[] ? Statement<Params, Row> : Statement<[Params], Row>;
  }
}
