import type { FileKind } from './media.ts';
import type { Statements } from './statements.ts';
import {
  longestWaitMs,
  nextUploadState,
  type UploadError,
  type UploadEvent,
  type UploadState,
} from './upload-transition.ts';

/** An upload with all that its worker needs. */
export type UploadRow = {
  readonly id: number;
  readonly originId: number;
  readonly state: UploadState;
  readonly attempts: number;
  /** SHA-256 of the playlist version that this one may replace; null for files written once and first versions. */
  readonly replaces: string | null;
  readonly fileId: number;
  readonly broadcastId: number;
  readonly variantId: number | null;
  readonly kind: FileKind;
  readonly path: string;
  readonly key: string;
  readonly version: number | null;
  readonly sizeBytes: number;
  readonly sha256: string;
  readonly createdAtMs: number;
};

/** What is left to deliver, and what was. */
export type UploadTotals = {
  readonly pendingFiles: number;
  readonly pendingBytes: number;
  readonly blockedFiles: number;
  readonly verifiedFiles: number;
  readonly verifiedBytes: number;
  readonly verifiedSegments: number;
  /** The origin has answered yes, the proof is still out. */
  readonly storedSegments: number;
  readonly lostFiles: number;
  /** When the oldest file that is not verified yet came to be; null with nothing pending. */
  readonly oldestPendingMs: number | null;
};

/** A delivered object as the receipt names it. */
export type VerifiedObject = {
  readonly key: string;
  readonly kind: FileKind;
  readonly sizeBytes: number;
  readonly sha256: string;
  readonly proof: string;
  readonly verifiedAtMs: number;
};

/** Smaller goes first: playlists make visible what is already there, and an init section is needed by every segment. */
export const uploadPriority: Record<FileKind, number> = {
  'multivariant-playlist': 0,
  'media-playlist': 0,
  receipt: 0,
  init: 1,
  segment: 2,
};

const uploadColumns = `u.id, u.origin_id AS originId, u.state, u.attempts, u.replaces, f.id AS fileId,
  f.broadcast_id AS broadcastId, f.variant_id AS variantId, f.kind, f.path, f.key, f.version,
  f.size_bytes AS sizeBytes, f.sha256, f.created_at_ms AS createdAtMs`;
const fromUploads = 'FROM uploads u JOIN files f ON f.id = u.file_id';
/** The condition of the index `uploads_open`, in its own words: only then does SQLite use it. */
const open = "state IN ('sending', 'stored', 'blocked')";
const pending = "u.state IN ('queued', 'sending', 'stored', 'blocked')";

/** The upload queue. */
export class Uploads {
  readonly #sql: Statements;

  constructor(sql: Statements) {
    this.#sql = sql;
  }

  insert(upload: {
    fileId: number;
    originId: number;
    kind: FileKind;
    replaces?: string | undefined;
  }): number {
    const { lastInsertRowid } = this.#sql
      .prepare(
        "INSERT INTO uploads (file_id, origin_id, state, priority, replaces) VALUES (?, ?, 'queued', ?, ?)",
      )
      .run(upload.fileId, upload.originId, uploadPriority[upload.kind], upload.replaces ?? null);
    return Number(lastInsertRowid);
  }

  /** Queues every media file of a broadcast for an origin that was added to it later. */
  queueMissing(broadcastId: number, originId: number): void {
    const files = this.#sql
      .prepare<[number, number], { id: number; kind: FileKind }>(
        `SELECT id, kind FROM files WHERE broadcast_id = ? AND kind IN ('segment', 'init')
           AND NOT EXISTS (SELECT 1 FROM uploads u WHERE u.file_id = files.id AND u.origin_id = ?) ORDER BY id`,
      )
      .all(broadcastId, originId);
    for (const file of files) this.insert({ fileId: file.id, originId, kind: file.kind });
  }

  byId(id: number): UploadRow | undefined {
    return this.#sql
      .prepare<[number], UploadRow>(`SELECT ${uploadColumns} ${fromUploads} WHERE u.id = ?`)
      .get(id);
  }

  /**
   * Takes the next upload of an origin that is due, and marks it `sending`.
   * A blocked one is taken only when nothing queued is due: it asks whether the cause is cured.
   */
  takeNext(originId: number, nowMs: number): UploadRow | undefined {
    const next = this.#nextQueued(originId, nowMs) ?? this.#nextBlocked(originId, nowMs);
    if (next === undefined || !this.apply(next.id, { type: 'taken' })) return undefined;
    return this.byId(next.id);
  }

  #nextQueued(originId: number, nowMs: number): { id: number } | undefined {
    return this.#sql
      .prepare<[number, number, number], { id: number }>(
        `SELECT id FROM uploads INDEXED BY uploads_next
         WHERE origin_id = ? AND state = 'queued' AND NOT (not_before_ms BETWEEN ? AND ?) ORDER BY priority, id LIMIT 1`,
      )
      .get(originId, nowMs + 1, nowMs + longestWaitMs);
  }

  #nextBlocked(originId: number, nowMs: number): { id: number } | undefined {
    return this.#sql
      .prepare<[number, number, number], { id: number }>(
        `SELECT id FROM uploads INDEXED BY uploads_open
         WHERE origin_id = ? AND ${open} AND state = 'blocked' AND NOT (not_before_ms BETWEEN ? AND ?) ORDER BY id LIMIT 1`,
      )
      .get(originId, nowMs + 1, nowMs + longestWaitMs);
  }

  /** When the next waiting upload of an origin falls due; undefined when none waits. */
  nextDueMs(originId: number): number | undefined {
    const due = this.#sql
      .prepare<[number, number], { due: number | null }>(
        `SELECT min(due) AS due FROM (
           SELECT min(not_before_ms) AS due FROM (SELECT not_before_ms FROM uploads INDEXED BY uploads_next
             WHERE origin_id = ? AND state = 'queued' ORDER BY priority, id LIMIT 64)
           UNION ALL SELECT min(not_before_ms) FROM uploads INDEXED BY uploads_open WHERE origin_id = ? AND ${open} AND state = 'blocked')`,
      )
      .get(originId, originId)?.due;
    return due ?? undefined;
  }

  stateOf(id: number): UploadState | undefined {
    return this.#sql
      .prepare<[number], { state: UploadState }>('SELECT state FROM uploads WHERE id = ?')
      .get(id)?.state;
  }

  /** Applies an event with a guarded update; false when the upload is not in a state that allows it. */
  apply(id: number, event: UploadEvent): boolean {
    const row = this.#sql
      .prepare<[number], { state: UploadState }>('SELECT state FROM uploads WHERE id = ?')
      .get(id);
    const next = row && nextUploadState(row.state, event.type);
    if (row === undefined || next === undefined) return false;
    const error = 'error' in event ? event.error : undefined;
    const { changes } = this.#sql
      .prepare(
        `UPDATE uploads SET state = @next, attempts = attempts + @attempt, not_before_ms = @notBeforeMs,
           proof = @proof, verified_at_ms = @verifiedAtMs, error_code = @errorCode, error_message = @errorMessage
         WHERE id = @id AND state = @state`,
      )
      .run({
        id,
        state: row.state,
        next,
        attempt: event.type === 'taken' ? 1 : 0,
        notBeforeMs: 'notBeforeMs' in event ? Math.round(event.notBeforeMs) : 0,
        proof: event.type === 'verified' ? event.proof : null,
        verifiedAtMs: event.type === 'verified' ? event.atMs : null,
        errorCode: error?.code ?? null,
        errorMessage: error?.message ?? null,
      });
    return changes === 1;
  }

  /** A playlist upload may replace another version than first thought (after a conflict was understood). */
  setReplaces(id: number, sha256: string | null): void {
    this.#sql.prepare('UPDATE uploads SET replaces = ? WHERE id = ?').run(sha256, id);
  }

  /** Everything that was in flight when the program ended returns to the queue; gives how many. */
  returnAllInFlight(): number {
    return this.#sql
      .prepare("UPDATE uploads SET state = 'queued', not_before_ms = 0 WHERE state IN ('sending', 'stored')")
      .run().changes;
  }

  /** The origin answered well again: what was blocked or waiting there is due now. */
  cureAll(originId: number): number {
    return this.#sql
      .prepare(
        "UPDATE uploads SET state = 'queued', not_before_ms = 0 WHERE origin_id = ? AND state = 'blocked'",
      )
      .run(originId).changes;
  }

  /** Totals of one broadcast at one origin; cheap however much was or is to be delivered. */
  totals(broadcastId: number, originId: number): UploadTotals {
    const row = this.#sql
      .prepare<{ broadcastId: number; originId: number }, UploadTotals>(
        `SELECT pending_files AS pendingFiles, pending_bytes AS pendingBytes, verified_files AS verifiedFiles,
           verified_bytes AS verifiedBytes, verified_segments AS verifiedSegments, lost_files AS lostFiles,
           (SELECT count(*) FROM uploads u INDEXED BY uploads_open JOIN files f ON f.id = u.file_id
             WHERE u.origin_id = @originId AND ${open} AND state = 'blocked' AND f.broadcast_id = @broadcastId) AS blockedFiles,
           (SELECT count(*) FROM uploads u INDEXED BY uploads_open JOIN files f ON f.id = u.file_id
             WHERE u.origin_id = @originId AND ${open} AND state = 'stored' AND f.kind = 'segment'
               AND f.broadcast_id = @broadcastId) AS storedSegments
         FROM destinations WHERE broadcast_id = @broadcastId AND origin_id = @originId`,
      )
      .get({ broadcastId, originId });
    if (row === undefined) throw new Error(`broadcast ${broadcastId} is not meant for origin ${originId}`);
    return { ...row, oldestPendingMs: this.#oldestPendingMs(originId) };
  }

  /** Files are queued in the order they come to be, so the first of each priority is the oldest. */
  #oldestPendingMs(originId: number): number | null {
    return (
      this.#sql
        .prepare<{ originId: number }, { atMs: number | null }>(
          `SELECT min(f.created_at_ms) AS atMs FROM files f WHERE f.id IN (
             SELECT min(file_id) FROM uploads WHERE origin_id = @originId AND ${open}
             UNION ALL SELECT file_id FROM (SELECT file_id FROM uploads INDEXED BY uploads_next
               WHERE origin_id = @originId AND state = 'queued' AND priority = 0 ORDER BY priority, id LIMIT 1)
             UNION ALL SELECT file_id FROM (SELECT file_id FROM uploads INDEXED BY uploads_next
               WHERE origin_id = @originId AND state = 'queued' AND priority = 1 ORDER BY priority, id LIMIT 1)
             UNION ALL SELECT file_id FROM (SELECT file_id FROM uploads INDEXED BY uploads_next
               WHERE origin_id = @originId AND state = 'queued' AND priority = 2 ORDER BY priority, id LIMIT 1))`,
        )
        .get({ originId })?.atMs ?? null
    );
  }

  /** How many media files (segments, init sections) of a variant are still to be verified at an origin. */
  pendingMedia(broadcastId: number, originId: number): number {
    return (
      this.#sql
        .prepare<[number, number], { n: number }>(
          `SELECT count(*) AS n ${fromUploads}
           WHERE f.broadcast_id = ? AND u.origin_id = ? AND f.kind IN ('segment', 'init') AND ${pending}`,
        )
        .get(broadcastId, originId)?.n ?? 0
    );
  }

  /** The latest error of an origin's pending uploads, for a person. */
  currentError(originId: number): UploadError | undefined {
    return this.#sql
      .prepare<[number, number], UploadError>(
        `SELECT error_code AS code, error_message AS message FROM (
           SELECT id, error_code, error_message, state FROM uploads INDEXED BY uploads_open WHERE origin_id = ? AND ${open} AND state = 'blocked'
           UNION ALL
           SELECT id, error_code, error_message, state FROM (SELECT * FROM uploads INDEXED BY uploads_next
             WHERE origin_id = ? AND state = 'queued' ORDER BY priority, id LIMIT 16))
         WHERE error_code IS NOT NULL ORDER BY state = 'blocked' DESC, id LIMIT 1`,
      )
      .get(originId, originId);
  }

  /** Every object of a broadcast that is verified at an origin, in key order; of playlists the newest version only. */
  verifiedObjects(broadcastId: number, originId: number): VerifiedObject[] {
    return this.#sql
      .prepare<[number, number], VerifiedObject>(
        `SELECT f.key, f.kind, f.size_bytes AS sizeBytes, f.sha256, u.proof, u.verified_at_ms AS verifiedAtMs
         ${fromUploads} WHERE f.broadcast_id = ? AND u.origin_id = ? AND u.state = 'verified'
         GROUP BY f.key HAVING coalesce(f.version, 0) = max(coalesce(f.version, 0)) ORDER BY f.key`,
      )
      .all(broadcastId, originId);
  }

  /** Pending uploads of files whose bytes should be on disk, for the reconciliation at start. */
  pendingFiles(): { id: number; fileId: number; path: string; sizeBytes: number; kind: FileKind }[] {
    return this.#sql
      .prepare<[], { id: number; fileId: number; path: string; sizeBytes: number; kind: FileKind }>(
        `SELECT u.id, f.id AS fileId, f.path, f.size_bytes AS sizeBytes, f.kind ${fromUploads} WHERE ${pending}`,
      )
      .all();
  }

  /** Origins that still have something pending. */
  originsWithPending(): { id: number; url: string; capabilities: string | null }[] {
    return this.#sql
      .prepare<[], { id: number; url: string; capabilities: string | null }>(
        `SELECT DISTINCT o.id, o.url, o.capabilities FROM origins o
         WHERE EXISTS (SELECT 1 FROM uploads u WHERE u.origin_id = o.id AND ${pending})`,
      )
      .all();
  }
}
