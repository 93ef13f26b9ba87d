import type { Statements } from './statements.ts';

export type RunRow = {
  readonly id: number;
  readonly broadcastId: number;
  readonly number: number;
  /** Relative to the data directory. */
  readonly directory: string;
  readonly ended: 0 | 1;
  readonly startedAtMs: number;
  /** Those of the broadcast when it began: tells runs of one source from those of another. */
  readonly settings: string;
};

/** Where the cutting of one variant's capture log goes on. */
export type LogCursor = {
  readonly fileIndex: number;
  readonly fileOffset: number;
  readonly previousEndPts: number | null;
  readonly gridOriginPts: number | null;
  /** Wall clock of the media time `clockPts`, from which PROGRAM-DATE-TIME is made. */
  readonly clockUnixMs: number | null;
  readonly clockPts: number | null;
  readonly initFileId: number | null;
};

const runColumns =
  'id, broadcast_id AS broadcastId, number, directory, ended, started_at_ms AS startedAtMs, settings';

/** Runs of FFmpeg, and the cursors into their capture logs. */
export class Runs {
  readonly #sql: Statements;

  constructor(sql: Statements) {
    this.#sql = sql;
  }

  insert(run: Omit<RunRow, 'id' | 'ended'>): number {
    const { lastInsertRowid } = this.#sql
      .prepare(
        'INSERT INTO runs (broadcast_id, number, directory, started_at_ms, settings) VALUES (?, ?, ?, ?, ?)',
      )
      .run(run.broadcastId, run.number, run.directory, run.startedAtMs, run.settings);
    return Number(lastInsertRowid);
  }

  list(broadcastId: number): RunRow[] {
    return this.#sql
      .prepare<[number], RunRow>(`SELECT ${runColumns} FROM runs WHERE broadcast_id = ? ORDER BY number`)
      .all(broadcastId);
  }

  end(runId: number): void {
    this.#sql.prepare('UPDATE runs SET ended = 1 WHERE id = ?').run(runId);
  }

  cursor(runId: number, variantId: number): LogCursor | undefined {
    return this.#sql
      .prepare<[number, number], LogCursor>(
        `SELECT file_index AS fileIndex, file_offset AS fileOffset, previous_end_pts AS previousEndPts,
           grid_origin_pts AS gridOriginPts, clock_unix_ms AS clockUnixMs, clock_pts AS clockPts,
           init_file_id AS initFileId
         FROM log_cursors WHERE run_id = ? AND variant_id = ?`,
      )
      .get(runId, variantId);
  }

  saveCursor(runId: number, variantId: number, cursor: LogCursor): void {
    this.#sql
      .prepare(
        `INSERT INTO log_cursors (run_id, variant_id, file_index, file_offset, previous_end_pts, grid_origin_pts,
           clock_unix_ms, clock_pts, init_file_id)
         VALUES (@runId, @variantId, @fileIndex, @fileOffset, @previousEndPts, @gridOriginPts, @clockUnixMs, @clockPts,
           @initFileId)
         ON CONFLICT (run_id, variant_id) DO UPDATE SET file_index = excluded.file_index,
           file_offset = excluded.file_offset, previous_end_pts = excluded.previous_end_pts,
           grid_origin_pts = excluded.grid_origin_pts, clock_unix_ms = excluded.clock_unix_ms,
           clock_pts = excluded.clock_pts, init_file_id = excluded.init_file_id`,
      )
      .run({ runId, variantId, ...cursor });
  }
}
