import type { Database, Statement } from 'better-sqlite3';
import type { DamageWatch } from './damage-watch.ts';

/** Compiles each SQL text once for a database; compiling anew at each call costs more than most of our queries. */
export class Statements {
  readonly #db: Database;
  readonly #guard: DamageWatch['guard'];
  readonly #compiled = new Map<string, Statement<unknown[], unknown>>();

  /** @param guard what everything is done within */
  constructor(db: Database, guard: DamageWatch['guard'] = (work) => work()) {
    this.#db = db;
    this.#guard = guard;
  }

  /** The compiled statement; `Params` and `Row` are what the SQL text binds and yields. */
  prepare<Params extends unknown[] | object = unknown[], Row = unknown>(
    sql: string,
  ): Params extends unknown[] ? Statement<Params, Row> : Statement<[Params], Row> {
    let statement = this.#compiled.get(sql);
    if (statement === undefined) {
      statement = this.#guarded(this.#guard(() => this.#db.prepare<unknown[], unknown>(sql)));
      this.#compiled.set(sql, statement);
    }
    return statement as Params extends unknown[] ? Statement<Params, Row> : Statement<[Params], Row>;
  }

  #guarded(statement: Statement<unknown[], unknown>): Statement<unknown[], unknown> {
    const guard = this.#guard;
    const [get, all, run] = [statement.get, statement.all, statement.run];
    statement.get = (...params) => guard(() => get.apply(statement, params));
    statement.all = (...params) => guard(() => all.apply(statement, params));
    statement.run = (...params) => guard(() => run.apply(statement, params));
    return statement;
  }
}
