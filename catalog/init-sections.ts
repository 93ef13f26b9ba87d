import { createHash } from 'node:crypto';
import type { Statements } from './statements.ts';

/** Copies of the initialization sections: what all segments of a run need must not hang on one small file. */
export class InitSections {
  readonly #sql: Statements;

  constructor(sql: Statements) {
    this.#sql = sql;
  }

  /** Keeps the bytes of an initialization section that is entered as a file; the copy that is there already stays. */
  keep(fileId: number, bytes: Uint8Array): void {
    this.#sql
      .prepare('INSERT INTO init_sections (file_id, bytes) VALUES (?, ?) ON CONFLICT DO NOTHING')
      .run(fileId, bytes);
  }

  /** The bytes as they were recorded; undefined when there is no copy, or it is damaged. */
  bytesOf(fileId: number): Uint8Array | undefined {
    const row = this.#sql
      .prepare<[number], { bytes: Uint8Array; sha256: string }>(
        'SELECT i.bytes, f.sha256 FROM init_sections i JOIN files f ON f.id = i.file_id WHERE i.file_id = ?',
      )
      .get(fileId);
    if (row === undefined) return undefined;
    return createHash('sha256').update(row.bytes).digest('hex') === row.sha256 ? row.bytes : undefined;
  }
}
