import { z } from 'zod';
import type { Statements } from './statements.ts';

/**
 * What a kept count lacks (negative: has too much). True whatever the program counts on meanwhile: both the count and what
 * it counts are of one moment, and each later change moves both.
 */
export const countDrifts = z.object({
  destinations: z.array(
    z.object({
      broadcastId: z.number(),
      originId: z.number(),
      pendingFiles: z.number(),
      pendingBytes: z.number(),
      verifiedFiles: z.number(),
      verifiedBytes: z.number(),
      verifiedSegments: z.number(),
      lostFiles: z.number(),
    }),
  ),
  variants: z.array(z.object({ id: z.number(), segments: z.number(), gaps: z.number(), ticks: z.number() })),
});
export type CountDrifts = z.infer<typeof countDrifts>;

const destinationDrifts = `
  WITH actual AS (
    SELECT f.broadcast_id AS b, u.origin_id AS o,
      sum(u.state NOT IN ('verified', 'superseded', 'lost')) AS pf,
      sum(iif(u.state NOT IN ('verified', 'superseded', 'lost'), f.size_bytes, 0)) AS pb,
      sum(u.state = 'verified') AS vf, sum(iif(u.state = 'verified', f.size_bytes, 0)) AS vb,
      sum(u.state = 'verified' AND f.kind = 'segment') AS vs, sum(u.state = 'lost') AS lf
    FROM uploads u JOIN files f ON f.id = u.file_id GROUP BY f.broadcast_id, u.origin_id
  ), drifts AS (
    SELECT d.broadcast_id AS broadcastId, d.origin_id AS originId,
      coalesce(pf, 0) - d.pending_files AS pendingFiles, coalesce(pb, 0) - d.pending_bytes AS pendingBytes,
      coalesce(vf, 0) - d.verified_files AS verifiedFiles, coalesce(vb, 0) - d.verified_bytes AS verifiedBytes,
      coalesce(vs, 0) - d.verified_segments AS verifiedSegments, coalesce(lf, 0) - d.lost_files AS lostFiles
    FROM destinations d LEFT JOIN actual ON b = d.broadcast_id AND o = d.origin_id
  )
  SELECT * FROM drifts WHERE pendingFiles OR pendingBytes OR verifiedFiles OR verifiedBytes OR verifiedSegments OR lostFiles`;

const variantDrifts = `
  WITH drifts AS (
    SELECT v.id, count(s.file_id) - v.segments AS segments, count(s.sequence) - count(s.file_id) - v.gaps AS gaps,
      coalesce(sum(s.end_pts - s.start_pts), 0) - v.ticks AS ticks
    FROM variants v LEFT JOIN segments s ON s.variant_id = v.id GROUP BY v.id
  )
  SELECT * FROM drifts WHERE segments OR gaps OR ticks`;

/** The counts that the database keeps for people, which somebody may have changed by hand. */
export class Counts {
  readonly #sql: Statements;

  constructor(sql: Statements) {
    this.#sql = sql;
  }

  /** Counts everything: about a second for each half million of uploads. To be called outside of a transaction. */
  drifts(): CountDrifts {
    return countDrifts.parse({
      destinations: this.#sql.prepare(destinationDrifts).all(),
      variants: this.#sql.prepare(variantDrifts).all(),
    });
  }

  /** Sets right what was found; to be called within a transaction. @returns how many rows were wrong */
  mend({ destinations, variants }: CountDrifts): number {
    for (const drift of destinations) {
      this.#sql
        .prepare(
          `UPDATE destinations SET pending_files = pending_files + @pendingFiles, pending_bytes = pending_bytes + @pendingBytes,
             verified_files = verified_files + @verifiedFiles, verified_bytes = verified_bytes + @verifiedBytes,
             verified_segments = verified_segments + @verifiedSegments, lost_files = lost_files + @lostFiles
           WHERE broadcast_id = @broadcastId AND origin_id = @originId`,
        )
        .run(drift);
    }
    for (const drift of variants) {
      this.#sql
        .prepare(
          'UPDATE variants SET segments = segments + @segments, gaps = gaps + @gaps, ticks = ticks + @ticks WHERE id = @id',
        )
        .run(drift);
    }
    return destinations.length + variants.length;
  }
}
