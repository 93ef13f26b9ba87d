import type { Statements } from './statements.ts';

/** A segment whose file is still on the local disk. */
export type KeptFile = {
  readonly id: number;
  /** Relative to the data directory. */
  readonly path: string;
  readonly sizeBytes: number;
  readonly createdAtMs: number;
  /**
   * Whether nobody needs the file any more: every destination of its broadcast, required or optional, was proved to
   * hold it and its initialization section, and a playlist of its variant is verified there.
   */
  readonly removable: 0 | 1;
};

const destinationInNeed = `SELECT 1 FROM destinations d
  LEFT JOIN uploads u ON u.file_id = f.id AND u.origin_id = d.origin_id
  LEFT JOIN segments s ON s.file_id = f.id
  LEFT JOIN uploads ui ON ui.file_id = s.init_file_id AND ui.origin_id = d.origin_id
  WHERE d.broadcast_id = f.broadcast_id AND (u.state IS NOT 'verified'
    OR (s.init_file_id IS NOT NULL AND ui.state IS NOT 'verified')
    OR NOT EXISTS (SELECT 1 FROM files p JOIN uploads up ON up.file_id = p.id WHERE p.broadcast_id = f.broadcast_id
      AND p.kind = 'media-playlist' AND p.variant_id = f.variant_id AND up.origin_id = d.origin_id AND up.state = 'verified'))`;

/** The segments on the local disk, and their removal. */
export class KeptFiles {
  readonly #sql: Statements;

  constructor(sql: Statements) {
    this.#sql = sql;
  }

  /** Oldest first, from behind `afterId` on. */
  list(afterId: number, limit: number): KeptFile[] {
    return this.#sql
      .prepare<[number, number], KeptFile>(
        `SELECT f.id, f.path, f.size_bytes AS sizeBytes, f.created_at_ms AS createdAtMs,
           EXISTS (SELECT 1 FROM destinations WHERE broadcast_id = f.broadcast_id)
             AND NOT EXISTS (${destinationInNeed}) AS removable
         FROM files f INDEXED BY files_kept WHERE f.kind = 'segment' AND f.removed = 0 AND f.id > ? ORDER BY f.id LIMIT ?`,
      )
      .all(afterId, limit);
  }

  /** Bytes of all segments on the local disk. */
  totalBytes(): number {
    return (
      this.#sql
        .prepare<[], { bytes: number | null }>(
          "SELECT sum(size_bytes) AS bytes FROM files INDEXED BY files_kept WHERE kind = 'segment' AND removed = 0",
        )
        .get()?.bytes ?? 0
    );
  }

  /** About how much of that is delivered everywhere: all but the backlog of the slowest origin. */
  removableBytes(): number {
    const backlog = this.#sql
      .prepare<[], { bytes: number | null }>(
        'SELECT sum(bytes) AS bytes FROM (SELECT max(pending_bytes) AS bytes FROM destinations GROUP BY broadcast_id)',
      )
      .get();
    return Math.max(0, this.totalBytes() - (backlog?.bytes ?? 0));
  }

  /**
   * Marks files as removed. To be committed durably, which also makes the proofs durable that allow it, and before the
   * files are unlinked.
   */
  beginRemoval(ids: readonly number[]): void {
    const mark = this.#sql.prepare('UPDATE files SET removed = 1 WHERE id = ?');
    const note = this.#sql.prepare('INSERT INTO removals (file_id) VALUES (?)');
    for (const id of ids) {
      mark.run(id);
      note.run(id);
    }
  }

  /** Files that are marked as removed and may still be there. */
  unfinishedRemovals(): { id: number; path: string }[] {
    return this.#sql
      .prepare<[], { id: number; path: string }>(
        'SELECT f.id, f.path FROM removals r JOIN files f ON f.id = r.file_id ORDER BY f.id',
      )
      .all();
  }

  /** The file is gone from the disk. */
  endRemoval(id: number): void {
    this.#sql.prepare('DELETE FROM removals WHERE file_id = ?').run(id);
  }
}
