import type { Statements } from './statements.ts';

/** How far a segment is at the required origin that is furthest behind; `gap`: there is none, or it can't be delivered any more. */
export type SegmentStage = 'captured' | 'sent' | 'stored' | 'verified' | 'gap';

export type StagedSegment = {
  readonly variant: string;
  readonly sequence: number;
  readonly seconds: number;
  readonly stage: SegmentStage;
};

type StageRow = Omit<StagedSegment, 'stage'> & { readonly rank: number | null };

/** By the lowest rank of a segment's uploads. */
const stages = ['gap', 'captured', 'sent', 'stored', 'verified'] as const;
const rank = `CASE u.state WHEN 'verified' THEN 4 WHEN 'stored' THEN 3 WHEN 'sending' THEN 2 WHEN 'lost' THEN 0 ELSE 1 END`;

/** What the console shows of the broadcast on air; cheap however long it is, and however much waits. */
export class OnAir {
  readonly #sql: Statements;

  constructor(sql: Statements) {
    this.#sql = sql;
  }

  /** The newest segments of a variant, oldest first. */
  newestSegments(broadcastId: number, variantId: number, limit: number): StagedSegment[] {
    const rows = this.#sql
      .prepare<{ broadcastId: number; variantId: number; limit: number }, StageRow>(
        `SELECT v.name AS variant, s.sequence, (s.end_pts - s.start_pts) / 90000.0 AS seconds,
           iif(s.file_id IS NULL, 0, (SELECT min(${rank}) FROM destinations d
             JOIN uploads u ON u.origin_id = d.origin_id AND u.file_id = s.file_id
             WHERE d.broadcast_id = @broadcastId AND d.optional = 0)) AS rank
         FROM segments s JOIN variants v ON v.id = s.variant_id
         WHERE s.variant_id = @variantId ORDER BY s.sequence DESC LIMIT @limit`,
      )
      .all({ broadcastId, variantId, limit });
    return rows
      .map(({ rank: lowest, ...segment }) => ({ ...segment, stage: stages[lowest ?? 4] ?? 'verified' }))
      .reverse();
  }

  /** When the oldest media of a broadcast that an origin does not have verified was entered, Unix milliseconds. */
  oldestPendingMs(broadcastId: number, originId: number): number | null {
    const first = this.#firstUpload(broadcastId, originId);
    if (first === undefined) return null;
    return (
      this.#sql
        .prepare<{ broadcastId: number; originId: number; first: number }, { atMs: number | null }>(
          `SELECT min(f.created_at_ms) AS atMs FROM files f WHERE f.id IN (
             SELECT file_id FROM uploads u WHERE u.origin_id = @originId AND u.id >= @first
               AND state IN ('sending', 'stored', 'blocked')
             UNION ALL SELECT file_id FROM (SELECT file_id FROM uploads INDEXED BY uploads_next
               WHERE origin_id = @originId AND state = 'queued' AND priority = 2 AND id >= @first ORDER BY id LIMIT 1)
             UNION ALL SELECT file_id FROM (SELECT file_id FROM uploads INDEXED BY uploads_next
               WHERE origin_id = @originId AND state = 'queued' AND priority = 3 AND id >= @first ORDER BY id LIMIT 1))
             AND f.broadcast_id = @broadcastId AND f.kind = 'segment'`,
        )
        .get({ broadcastId, originId, first })?.atMs ?? null
    );
  }

  /** Uploads are numbered as they come to be: a broadcast's own begin here. */
  #firstUpload(broadcastId: number, originId: number): number | undefined {
    return this.#sql
      .prepare<[number, number], { id: number }>(
        `SELECT u.id FROM files f JOIN uploads u ON u.file_id = f.id AND u.origin_id = ?
         WHERE f.broadcast_id = ? AND f.kind = 'segment' ORDER BY f.id LIMIT 1`,
      )
      .get(originId, broadcastId)?.id;
  }
}
