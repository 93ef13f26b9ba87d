import type { Statements } from './statements.ts';

/** Media sequence numbers, both ends included. */
export type SequenceRange = { readonly firstSequence: number; readonly lastSequence: number };

/** What the live playlists of an origin have left out as gaps, although it is delivered later. */
export class LiveGaps {
  readonly #sql: Statements;

  constructor(sql: Statements) {
    this.#sql = sql;
  }

  /** Notes ranges before they are published; a range that is known already is passed over. */
  add(variantId: number, originId: number, ranges: readonly SequenceRange[]): void {
    const insert = this.#sql.prepare(
      `INSERT INTO live_gaps (variant_id, origin_id, first_sequence, last_sequence) VALUES (?, ?, ?, ?)
       ON CONFLICT DO NOTHING`,
    );
    for (const { firstSequence, lastSequence } of ranges) {
      insert.run(variantId, originId, firstSequence, lastSequence);
    }
  }

  /** The ranges that reach to `fromSequence` or beyond, in order. */
  list(variantId: number, originId: number, fromSequence: number): SequenceRange[] {
    return this.#sql
      .prepare<[number, number, number], SequenceRange>(
        `SELECT first_sequence AS firstSequence, last_sequence AS lastSequence FROM live_gaps
         WHERE variant_id = ? AND origin_id = ? AND last_sequence >= ? ORDER BY first_sequence`,
      )
      .all(variantId, originId, fromSequence);
  }
}
