import type { FileKind } from './media.ts';
import type { Statements } from './statements.ts';
import type { PendingFile, UploadRow, UploadTotals, VerifiedObject } from './upload-rows.ts';
import {
  longestWaitMs,
  nextUploadState,
  type UploadError,
  type UploadEvent,
  type UploadState,
} from './upload-transition.ts';

/** Smaller goes first: playlists make visible what is already there, and an init section is needed by every segment. */
export const uploadPriority: Record<FileKind, number> = {
  'multivariant-playlist': 0,
  'media-playlist': 0,
  receipt: 0,
  init: 1,
  segment: 2,
};

/** Segments behind the live edge, in `live-edge` order: after all that is newer. */
export const backfillPriority = 3;
/** What is added to the priority of an upload while another machine delivers its broadcast: it is not taken here. */
export const parkedPriority = 1000;

/** What is asked for: everything that waits, or only what is not backfill. */
export type Lane = 'all' | 'live';
const lastPriority: Record<Lane, number> = { all: backfillPriority, live: uploadPriority.segment };

const uploadColumns = `u.id, u.origin_id AS originId, u.state, u.priority = ${backfillPriority} AS isBackfill, u.attempts, u.replaces, f.id AS fileId,
  f.broadcast_id AS broadcastId, f.variant_id AS variantId, f.kind, f.path, f.key, f.version,
  f.size_bytes AS sizeBytes, f.sha256, f.created_at_ms AS createdAtMs`;
const pendingColumns = `u.id, f.id AS fileId, f.broadcast_id AS broadcastId, f.variant_id AS variantId, f.kind, f.path,
  f.size_bytes AS sizeBytes`;
const fromUploads = 'FROM uploads u JOIN files f ON f.id = u.file_id';
/** The condition of the index `uploads_open`, in its own words: only then does SQLite use it. */
const open = "state IN ('sending', 'stored', 'blocked')";
/** Blocked, also while it is tried again: only such a one keeps its error while it is sent. */
const blocked = "(state = 'blocked' OR state = 'sending' AND error_code IS NOT NULL)";
const pending = "u.state IN ('queued', 'sending', 'stored', 'blocked')";

/** The upload queue. */
export class Uploads {
  readonly #sql: Statements;

  constructor(sql: Statements) {
    this.#sql = sql;
  }

  /** @param upload `blockedBy`: what blocks it from the start, since it blocked the version that this one takes over from */
  insert(upload: {
    fileId: number;
    originId: number;
    kind: FileKind;
    replaces?: string | undefined;
    blockedBy?: UploadError | undefined;
  }): number {
    const { fileId, originId, kind, replaces, blockedBy } = upload;
    const { lastInsertRowid } = this.#sql
      .prepare(
        `INSERT INTO uploads (file_id, origin_id, state, priority, replaces, error_code, error_message)
         VALUES (@fileId, @originId, @state, @priority, @replaces, @errorCode, @errorMessage)`,
      )
      .run({
        fileId,
        originId,
        state: blockedBy === undefined ? 'queued' : 'blocked',
        priority: uploadPriority[kind],
        replaces: replaces ?? null,
        errorCode: blockedBy?.code ?? null,
        errorMessage: blockedBy?.message ?? null,
      });
    return Number(lastInsertRowid);
  }

  /**
   * Queues every media file of a broadcast for an origin that was added to it later. A file that was removed from the
   * disk since the others have it is lost for this one: a gap there.
   * @returns how many are lost so
   */
  queueMissing(broadcastId: number, originId: number): number {
    const files = this.#sql
      .prepare<[number, number], { id: number; kind: FileKind; removed: 0 | 1 }>(
        `SELECT id, kind, removed FROM files WHERE broadcast_id = ? AND kind IN ('segment', 'init')
           AND NOT EXISTS (SELECT 1 FROM uploads u WHERE u.file_id = files.id AND u.origin_id = ?) ORDER BY id`,
      )
      .all(broadcastId, originId);
    const error = { code: 'FILE_REMOVED', message: 'it was removed from the disk before' } as const;
    for (const file of files) {
      const id = this.insert({ fileId: file.id, originId, kind: file.kind });
      if (file.removed === 1) this.apply(id, { type: 'lost', error });
    }
    return files.filter((file) => file.removed === 1).length;
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
  takeNext(originId: number, nowMs: number, lane: Lane = 'all'): UploadRow | undefined {
    const next = this.#nextQueued(originId, nowMs, lane) ?? this.#nextBlocked(originId, nowMs);
    if (next === undefined || !this.apply(next.id, { type: 'taken' })) return undefined;
    return this.byId(next.id);
  }

  #nextQueued(originId: number, nowMs: number, lane: Lane): { id: number } | undefined {
    return this.#sql
      .prepare<[number, number, number, number], { id: number }>(
        `SELECT id FROM uploads INDEXED BY uploads_next
         WHERE origin_id = ? AND state = 'queued' AND priority <= ? AND NOT (not_before_ms BETWEEN ? AND ?) ORDER BY priority, id LIMIT 1`,
      )
      .get(originId, lastPriority[lane], nowMs + 1, nowMs + longestWaitMs);
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
  nextDueMs(originId: number, lane: Lane = 'all'): number | undefined {
    const due = this.#sql
      .prepare<[number, number, number], { due: number | null }>(
        `SELECT min(due) AS due FROM (
           SELECT min(not_before_ms) AS due FROM (SELECT not_before_ms FROM uploads INDEXED BY uploads_next
             WHERE origin_id = ? AND state = 'queued' AND priority <= ? ORDER BY priority, id LIMIT 64)
           UNION ALL SELECT min(not_before_ms) FROM uploads INDEXED BY uploads_open WHERE origin_id = ? AND ${open} AND state = 'blocked')`,
      )
      .get(originId, lastPriority[lane], originId)?.due;
    return due ?? undefined;
  }

  stateOf(id: number): UploadState | undefined {
    return this.#sql
      .prepare<[number], { state: UploadState }>('SELECT state FROM uploads WHERE id = ?')
      .get(id)?.state;
  }

  /** What blocks an upload, also while it is tried again; undefined when nothing does. */
  blockOf(id: number): UploadError | undefined {
    return this.#sql
      .prepare<[number], UploadError>(
        `SELECT error_code AS code, error_message AS message FROM uploads WHERE id = ? AND ${blocked}`,
      )
      .get(id);
  }

  /** An attempt was given up without an outcome: the upload waits as it did before it. */
  giveBack(id: number): void {
    this.apply(id, { type: this.blockOf(id) === undefined ? 'returned' : 'unanswered' });
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
           proof = @proof, verified_at_ms = @verifiedAtMs,
           error_code = iif(@keepsError, error_code, @errorCode), error_message = iif(@keepsError, error_message, @errorMessage)
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
        keepsError: keepsError(row.state, event) ? 1 : 0,
        errorCode: error?.code ?? null,
        errorMessage: error?.message ?? null,
      });
    return changes === 1;
  }

  /** A playlist upload may replace another version than first thought (after a conflict was understood). */
  setReplaces(id: number, sha256: string | null): void {
    this.#sql.prepare('UPDATE uploads SET replaces = ? WHERE id = ?').run(sha256, id);
  }

  /** Everything that was in flight when the program ended waits again, as it did before; gives how many. */
  returnAllInFlight(): number {
    return this.#sql
      .prepare(
        `UPDATE uploads SET state = iif(${blocked}, 'blocked', 'queued'), not_before_ms = 0 WHERE id IN (SELECT u.id FROM origins o
           CROSS JOIN uploads u INDEXED BY uploads_open WHERE u.origin_id = o.id AND u.${open} AND u.state <> 'blocked')`,
      )
      .run().changes;
  }

  /** The origin answered well again: what was blocked or waiting there is due now. */
  cureAll(originId: number): number {
    return this.#sql
      .prepare(
        `UPDATE uploads INDEXED BY uploads_open SET state = 'queued', not_before_ms = 0
         WHERE origin_id = ? AND ${open} AND state = 'blocked'`,
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
             WHERE u.origin_id = @originId AND ${open} AND ${blocked} AND f.broadcast_id = @broadcastId) AS blockedFiles,
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
               WHERE origin_id = @originId AND state = 'queued' AND priority = 2 ORDER BY priority, id LIMIT 1)
             UNION ALL SELECT file_id FROM (SELECT file_id FROM uploads INDEXED BY uploads_next
               WHERE origin_id = @originId AND state = 'queued' AND priority = 3 ORDER BY priority, id LIMIT 1))`,
        )
        .get({ originId })?.atMs ?? null
    );
  }

  /** Whether media files (segments, init sections) of a broadcast are still to be verified at an origin. */
  hasPendingMedia(broadcastId: number, originId: number): boolean {
    const ofBroadcast = `EXISTS (SELECT 1 FROM files f WHERE f.id = file_id AND f.broadcast_id = @broadcastId
      AND f.kind IN ('segment', 'init'))`;
    const row = this.#sql
      .prepare<{ broadcastId: number; originId: number }, { found: 0 | 1 }>(
        `SELECT EXISTS (SELECT 1 FROM uploads INDEXED BY uploads_next
             WHERE origin_id = @originId AND state = 'queued' AND ${ofBroadcast})
           OR EXISTS (SELECT 1 FROM uploads INDEXED BY uploads_open
             WHERE origin_id = @originId AND ${open} AND ${ofBroadcast}) AS found`,
      )
      .get({ broadcastId, originId });
    return row?.found === 1;
  }

  /**
   * What holds a broadcast up at an origin by its pending uploads, for a person: its own that are blocked, else what whatever is
   * next at that origin has met.
   */
  currentError(broadcastId: number, originId: number): UploadError | undefined {
    return this.#sql
      .prepare<{ broadcastId: number; originId: number }, UploadError>(
        `SELECT error_code AS code, error_message AS message FROM (
           SELECT id, error_code, error_message, state FROM uploads INDEXED BY uploads_open
             WHERE origin_id = @originId AND ${open} AND ${blocked}
               AND EXISTS (SELECT 1 FROM files f WHERE f.id = file_id AND f.broadcast_id = @broadcastId)
           UNION ALL
           SELECT id, error_code, error_message, state FROM (SELECT * FROM uploads INDEXED BY uploads_next
             WHERE origin_id = @originId AND state = 'queued' AND priority < ${parkedPriority} ORDER BY priority, id LIMIT 16))
         WHERE error_code IS NOT NULL ORDER BY ${blocked} DESC, id LIMIT 1`,
      )
      .get({ broadcastId, originId });
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

  /**
   * How many segments of a broadcast were recorded and can't be delivered to an origin any more, because they, or the
   * initialization section that they need, are gone from the disk or changed there. What retention removed is none.
   */
  lostSegments(broadcastId: number, originId: number): number {
    const lost = `SELECT f.id, f.kind FROM uploads u INDEXED BY uploads_lost JOIN files f ON f.id = u.file_id
      WHERE u.origin_id = @originId AND u.state = 'lost' AND u.error_code = 'FILE_CHANGED' AND f.broadcast_id = @broadcastId`;
    const row = this.#sql
      .prepare<{ broadcastId: number; originId: number }, { n: number }>(
        `WITH lost AS MATERIALIZED (${lost}) SELECT count(*) AS n FROM (
           SELECT id FROM lost WHERE kind = 'segment'
           UNION SELECT s.file_id FROM segments s WHERE s.file_id IS NOT NULL
             AND s.init_file_id IN (SELECT id FROM lost WHERE kind = 'init'))`,
      )
      .get({ broadcastId, originId });
    return row?.n ?? 0;
  }

  /** The newest upload's number; 0 with none. */
  lastId(): number {
    return this.#sql.prepare<[], { id: number | null }>('SELECT max(id) AS id FROM uploads').get()?.id ?? 0;
  }

  /** Ids of the uploads of a file that still wait or are under way. */
  pendingOf(fileId: number): number[] {
    return this.#sql
      .prepare<[number], { id: number }>(`SELECT u.id FROM uploads u WHERE u.file_id = ? AND ${pending}`)
      .all(fileId)
      .map((row) => row.id);
  }

  /** Pending uploads of segments with numbers behind `afterId` up to `lastId`. */
  pendingSegments(afterId: number, lastId: number): PendingFile[] {
    return this.#sql
      .prepare<[number, number], PendingFile>(
        `SELECT ${pendingColumns} ${fromUploads} WHERE u.id > ? AND u.id <= ? AND f.kind = 'segment' AND ${pending}`,
      )
      .all(afterId, lastId);
  }

  /** Pending uploads of all that there is little of: playlists, receipts, initialization sections. */
  pendingBesidesSegments(): PendingFile[] {
    return this.#sql
      .prepare<[number], PendingFile>(
        `SELECT ${pendingColumns} ${fromUploads} WHERE u.id IN (
           SELECT q.id FROM origins o CROSS JOIN uploads q INDEXED BY uploads_next
             WHERE q.origin_id = o.id AND q.state = 'queued' AND q.priority < ?
           UNION ALL SELECT b.id FROM origins o CROSS JOIN uploads b INDEXED BY uploads_open
             WHERE b.origin_id = o.id AND b.${open}) AND f.kind <> 'segment'`,
      )
      .all(uploadPriority.segment);
  }
}

/** The error of a blocked upload stays with it until its next outcome. */
function keepsError(state: UploadState, event: UploadEvent): boolean {
  return (state === 'blocked' && event.type === 'taken') || event.type === 'unanswered';
}
