import type { Statements } from './statements.ts';
import type { UploadState } from './upload-transition.ts';

export type FileKind = 'segment' | 'init' | 'media-playlist' | 'multivariant-playlist' | 'receipt';

export type FileRow = {
  readonly id: number;
  readonly broadcastId: number;
  readonly kind: FileKind;
  readonly variantId: number | null;
  readonly path: string;
  readonly key: string;
  /** Version of a playlist at one origin, rising by one; null for everything that is written once. */
  readonly version: number | null;
  /** Media sequence number of the first segment that a Media Playlist names. */
  readonly firstSequence: number | null;
  readonly sizeBytes: number;
  readonly sha256: string;
  readonly createdAtMs: number;
};

export type NewFile = Omit<FileRow, 'id'>;

export type SegmentRow = {
  readonly variantId: number;
  readonly sequence: number;
  readonly runId: number;
  /** Null for a gap. */
  readonly fileId: number | null;
  readonly initFileId: number | null;
  readonly startPts: number;
  readonly endPts: number;
  readonly programDateTimeMs: number;
  readonly discontinuity: 0 | 1;
  readonly videoFrames: number;
  readonly gapReason: string | null;
};

/** A segment as a playlist names it, with what one origin has of it. */
export type TimelineRow = SegmentRow & {
  readonly key: string | null;
  readonly sha256: string | null;
  readonly sizeBytes: number | null;
  readonly initKey: string | null;
  readonly initSha256: string | null;
  /** Whether everything that the playlist would name of it is verified at the origin asked about. */
  readonly available: 0 | 1;
};

/** What a variant has: segments, gaps, and the length of both in 90 kHz ticks. */
export type VariantCount = {
  readonly variant: string;
  readonly segments: number;
  readonly gaps: number;
  readonly ticks: number;
};

/** One version of a playlist at one origin. */
export type PlaylistVersion = {
  readonly fileId: number;
  readonly uploadId: number;
  readonly version: number;
  readonly firstSequence: number | null;
  readonly sha256: string;
  readonly path: string;
  readonly state: UploadState;
};

const playlistVersions = `SELECT f.id AS fileId, u.id AS uploadId, f.version, f.first_sequence AS firstSequence, f.sha256, f.path, u.state
  FROM files f JOIN uploads u ON u.file_id = f.id WHERE f.key = ? AND u.origin_id = ? AND f.version IS NOT NULL`;

/** Neither the segment nor the initialization section that it needs is lost on its way to the origin. */
const notLost = "coalesce(uf.state, '') <> 'lost' AND coalesce(ui.state, '') <> 'lost'";

const fileColumns = `id, broadcast_id AS broadcastId, kind, variant_id AS variantId, path, key, version, first_sequence AS firstSequence,
  size_bytes AS sizeBytes, sha256, created_at_ms AS createdAtMs`;

/** Files of a broadcast and the timeline of its segments. */
export class Media {
  readonly #sql: Statements;

  constructor(sql: Statements) {
    this.#sql = sql;
  }

  insertFile(file: NewFile): number {
    const { lastInsertRowid } = this.#sql
      .prepare(
        `INSERT INTO files (broadcast_id, kind, variant_id, path, key, version, first_sequence, size_bytes, sha256, created_at_ms)
         VALUES (@broadcastId, @kind, @variantId, @path, @key, @version, @firstSequence, @sizeBytes, @sha256, @createdAtMs)`,
      )
      .run(file);
    return Number(lastInsertRowid);
  }

  insertSegment(segment: SegmentRow): void {
    this.#sql
      .prepare(
        `INSERT INTO segments (variant_id, sequence, run_id, file_id, init_file_id, start_pts, end_pts,
           program_date_time_ms, discontinuity, video_frames, gap_reason)
         VALUES (@variantId, @sequence, @runId, @fileId, @initFileId, @startPts, @endPts, @programDateTimeMs,
           @discontinuity, @videoFrames, @gapReason)`,
      )
      .run(segment);
  }

  /**
   * Turns a segment whose file is gone or changed into a gap, unless an origin has it or may still get it.
   * At the origins where its upload is `lost` the timeline shows a gap in any case.
   */
  makeGap(fileId: number, reason: string): void {
    this.#sql
      .prepare(
        `UPDATE segments SET file_id = NULL, gap_reason = @reason WHERE file_id = @fileId
           AND NOT EXISTS (SELECT 1 FROM uploads WHERE file_id = @fileId AND state <> 'lost')`,
      )
      .run({ fileId, reason });
  }

  /** Takes a file that was never delivered out of the catalog, so that another may be made under its path. */
  forget(fileId: number): void {
    this.#sql.prepare('DELETE FROM uploads WHERE file_id = ?').run(fileId);
    this.#sql.prepare('DELETE FROM files WHERE id = ?').run(fileId);
  }

  file(id: number): FileRow | undefined {
    return this.#sql.prepare<[number], FileRow>(`SELECT ${fileColumns} FROM files WHERE id = ?`).get(id);
  }

  fileByPath(path: string): FileRow | undefined {
    return this.#sql.prepare<[string], FileRow>(`SELECT ${fileColumns} FROM files WHERE path = ?`).get(path);
  }

  /** Path of the file that an origin shows under this key (of a playlist the newest verified version). */
  pathOfKey(key: string): string | undefined {
    return this.#sql
      .prepare<[string], { path: string }>(
        `SELECT f.path FROM files f JOIN uploads u ON u.file_id = f.id
         WHERE f.key = ? AND f.removed = 0 AND u.state = 'verified' ORDER BY f.version DESC LIMIT 1`,
      )
      .get(key)?.path;
  }

  lastSegment(variantId: number): SegmentRow | undefined {
    return this.#sql
      .prepare<[number], SegmentRow>(
        `SELECT variant_id AS variantId, sequence, run_id AS runId, file_id AS fileId, init_file_id AS initFileId,
           start_pts AS startPts, end_pts AS endPts, program_date_time_ms AS programDateTimeMs, discontinuity,
           video_frames AS videoFrames, gap_reason AS gapReason
         FROM segments WHERE variant_id = ? ORDER BY sequence DESC LIMIT 1`,
      )
      .get(variantId);
  }

  /** Any segment or gap of a broadcast: undefined means that nothing was ever captured. */
  lastOf(broadcastId: number): { sequence: number } | undefined {
    return this.#sql
      .prepare<[number], { sequence: number }>(
        `SELECT max(last) AS sequence FROM (SELECT (SELECT max(sequence) FROM segments WHERE variant_id = v.id) AS last
           FROM variants v WHERE v.broadcast_id = ?) HAVING max(last) IS NOT NULL`,
      )
      .get(broadcastId);
  }

  /**
   * The timeline of a variant from `fromSequence` on (at most `limit` rows), as the given origin has it: a segment that
   * can't be delivered there any more (it, or its initialization section, is `lost`) is a gap.
   */
  timeline(variantId: number, originId: number, fromSequence: number, limit = -1): TimelineRow[] {
    return this.#sql
      .prepare<{ variantId: number; originId: number; fromSequence: number; limit: number }, TimelineRow>(
        `SELECT s.variant_id AS variantId, s.sequence, s.run_id AS runId, f.id AS fileId,
           i.id AS initFileId, s.start_pts AS startPts, s.end_pts AS endPts,
           s.program_date_time_ms AS programDateTimeMs, s.discontinuity, s.video_frames AS videoFrames,
           coalesce(s.gap_reason, CASE WHEN f.id IS NULL THEN coalesce(uf.error_message, ui.error_message) END) AS gapReason,
           f.key, f.sha256, f.size_bytes AS sizeBytes, i.key AS initKey, i.sha256 AS initSha256,
           f.id IS NULL OR (coalesce(uf.state = 'verified', 0)
             AND (s.init_file_id IS NULL OR coalesce(ui.state = 'verified', 0))) AS available
         FROM segments s
         LEFT JOIN uploads uf ON uf.file_id = s.file_id AND uf.origin_id = @originId
         LEFT JOIN uploads ui ON ui.file_id = s.init_file_id AND ui.origin_id = @originId
         LEFT JOIN files f ON f.id = s.file_id AND ${notLost}
         LEFT JOIN files i ON i.id = s.init_file_id AND s.file_id IS NOT NULL AND ${notLost}
         WHERE s.variant_id = @variantId AND s.sequence >= @fromSequence ORDER BY s.sequence LIMIT @limit`,
      )
      .all({ variantId, originId, fromSequence, limit });
  }

  /** Newest version of a playlist made for one origin, whatever became of it. */
  newestPlaylist(key: string, originId: number): PlaylistVersion | undefined {
    return this.#sql
      .prepare<[string, number], PlaylistVersion>(`${playlistVersions} ORDER BY f.version DESC LIMIT 1`)
      .get(key, originId);
  }

  /** Newest version of a playlist that is verified at the origin. */
  verifiedPlaylist(key: string, originId: number): PlaylistVersion | undefined {
    return this.#sql
      .prepare<[string, number], PlaylistVersion>(
        `${playlistVersions} AND u.state = 'verified' ORDER BY f.version DESC LIMIT 1`,
      )
      .get(key, originId);
  }

  /** The version of a playlist whose bytes have this hash, if it was ever made for this origin. */
  playlistByHash(key: string, originId: number, sha256: string): PlaylistVersion | undefined {
    return this.#sql
      .prepare<[string, number, string], PlaylistVersion>(
        `${playlistVersions} AND f.sha256 = ? ORDER BY f.version DESC LIMIT 1`,
      )
      .get(key, originId, sha256);
  }

  /** Files of a playlist that a newer verified version has replaced and whose bytes are still on disk. */
  replacedPlaylists(key: string, originId: number, beforeVersion: number): { id: number; path: string }[] {
    return this.#sql
      .prepare<[string, number, number], { id: number; path: string }>(
        `SELECT f.id, f.path FROM files f JOIN uploads u ON u.file_id = f.id
         WHERE f.key = ? AND u.origin_id = ? AND f.version < ? AND f.removed = 0 AND u.state IN ('verified', 'superseded')`,
      )
      .all(key, originId, beforeVersion);
  }

  /** Notes that the bytes of a file are no longer on disk; its row and proof stay. */
  markRemoved(fileId: number): void {
    this.#sql.prepare('UPDATE files SET removed = 1 WHERE id = ?').run(fileId);
  }

  /** How many discontinuities there are among a variant's segments up to and with `sequence` (the first one has none). */
  discontinuitiesUpTo(variantId: number, sequence: number): number {
    return (
      this.#sql
        .prepare<[number, number], { n: number }>(
          'SELECT count(*) AS n FROM segments WHERE variant_id = ? AND sequence > 0 AND sequence <= ? AND discontinuity = 1',
        )
        .get(variantId, sequence)?.n ?? 0
    );
  }

  /** Measured rates of a variant's segments, bits per second; undefined before the first one. */
  rates(variantId: number): { peak: number; average: number } | undefined {
    const row = this.#sql
      .prepare<[number], { peak: number | null; average: number | null }>(
        `SELECT max(f.size_bytes * 8.0 * 90000 / (s.end_pts - s.start_pts)) AS peak,
           sum(f.size_bytes) * 8.0 * 90000 / sum(s.end_pts - s.start_pts) AS average
         FROM segments s JOIN files f ON f.id = s.file_id WHERE s.variant_id = ?`,
      )
      .get(variantId);
    if (row === undefined || row.peak === null || row.average === null) return undefined;
    return { peak: row.peak, average: row.average };
  }

  /** What a variant's latest segments had, bytes per second of media; undefined with fewer than five. */
  recentBytesPerSecond(variantId: number): number | undefined {
    const row = this.#sql
      .prepare<[number], { rate: number | null }>(
        `SELECT sum(f.size_bytes) * 90000.0 / sum(s.end_pts - s.start_pts) AS rate FROM (
           SELECT file_id, start_pts, end_pts FROM segments WHERE variant_id = ? AND file_id IS NOT NULL
           ORDER BY sequence DESC LIMIT 30) s JOIN files f ON f.id = s.file_id HAVING count(*) >= 5`,
      )
      .get(variantId);
    return row?.rate ?? undefined;
  }

  /** How much media a broadcast has (its fullest variant), 90 kHz ticks. */
  captured(broadcastId: number): number {
    return Math.max(0, ...this.progress(broadcastId).map((variant) => variant.ticks));
  }

  /** Media that runs with these settings took from their source, ticks; what was damaged on the way included. */
  taken(broadcastId: number, settings: string): number {
    const row = this.#sql
      .prepare<[number, string], { ticks: number | null }>(
        `SELECT MAX(ticks) AS ticks FROM (
           SELECT SUM(s.end_pts - s.start_pts) AS ticks FROM segments s JOIN runs r ON r.id = s.run_id
           WHERE r.broadcast_id = ? AND r.settings = ? AND (s.file_id IS NOT NULL OR s.video_frames > 0)
           GROUP BY s.variant_id)`,
      )
      .get(broadcastId, settings);
    return row?.ticks ?? 0;
  }

  /** Counts of a broadcast's segments and gaps as recorded, per variant; cheap however long the broadcast is. */
  progress(broadcastId: number): VariantCount[] {
    return this.#sql
      .prepare<[number], VariantCount>(
        'SELECT name AS variant, segments, gaps, ticks FROM variants WHERE broadcast_id = ? ORDER BY id',
      )
      .all(broadcastId);
  }

  /** Counts of a broadcast's segments and gaps, per variant: as recorded, or as one origin has them. */
  counts(broadcastId: number, originId?: number): VariantCount[] {
    return this.#sql
      .prepare<{ broadcastId: number; originId: number | null }, VariantCount>(
        `SELECT v.name AS variant, count(s.file_id) FILTER (WHERE ${notLost}) AS segments,
           count(s.sequence) FILTER (WHERE s.file_id IS NULL OR NOT (${notLost})) AS gaps,
           coalesce(sum(s.end_pts - s.start_pts), 0) AS ticks
         FROM variants v LEFT JOIN segments s ON s.variant_id = v.id
         LEFT JOIN uploads uf ON uf.file_id = s.file_id AND uf.origin_id = @originId
         LEFT JOIN uploads ui ON ui.file_id = s.init_file_id AND ui.origin_id = @originId
         WHERE v.broadcast_id = @broadcastId GROUP BY v.id ORDER BY v.id`,
      )
      .all({ broadcastId, originId: originId ?? null });
  }
}
