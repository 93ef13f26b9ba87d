import type { Statements } from './statements.ts';
import { backfillPriority, uploadPriority } from './uploads.ts';

/** Uploads in flight keep their priority for when they return to the queue; each part uses an index of its own. */
const liveSegments = `SELECT u.id, u.file_id FROM uploads u INDEXED BY uploads_next
    WHERE u.origin_id = @originId AND u.state = 'queued' AND u.priority = ${uploadPriority.segment}
  UNION ALL SELECT u.id, u.file_id FROM uploads u INDEXED BY uploads_open
    WHERE u.origin_id = @originId AND u.state IN ('sending', 'stored', 'blocked') AND u.priority = ${uploadPriority.segment}`;

/** Moves segments between the two lanes of an origin's queue: the live edge, and the backfill that waits behind it. */
export class Lanes {
  readonly #sql: Statements;

  constructor(sql: Statements) {
    this.#sql = sql;
  }

  /** What comes before `sequence` in a variant is delivered behind the live edge. Cheap where that is so already. */
  backfillBefore(originId: number, variantId: number, sequence: number): void {
    this.#sql
      .prepare(
        `UPDATE uploads SET priority = ${backfillPriority} WHERE id IN (
           SELECT live.id FROM (${liveSegments}) live JOIN segments s ON s.file_id = live.file_id
           WHERE s.variant_id = @variantId AND s.sequence < @sequence)`,
      )
      .run({ originId, variantId, sequence });
  }

  /** Segments of all other broadcasts are delivered behind the live edge of this one. */
  backfillOthers(originId: number, broadcastId: number): void {
    this.#sql
      .prepare(
        `UPDATE uploads SET priority = ${backfillPriority} WHERE id IN (
           SELECT live.id FROM (${liveSegments}) live JOIN files f ON f.id = live.file_id
           WHERE f.broadcast_id <> @broadcastId)`,
      )
      .run({ originId, broadcastId });
  }

  /** The whole broadcast is delivered in its order again. */
  joinLanes(originId: number, broadcastId: number): void {
    this.#sql
      .prepare(
        `UPDATE uploads SET priority = ${uploadPriority.segment}
         WHERE origin_id = @originId AND priority = ${backfillPriority} AND state NOT IN ('verified', 'superseded', 'lost')
           AND file_id IN (SELECT id FROM files WHERE broadcast_id = @broadcastId AND kind = 'segment')`,
      )
      .run({ originId, broadcastId });
  }
}
