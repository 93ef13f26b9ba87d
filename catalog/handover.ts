import { z } from 'zod';
import type { ManifestHead, ManifestRow } from '../contract/export-manifest.ts';
import type { FileKind } from './media.ts';
import type { Statements } from './statements.ts';
import { parkedPriority, uploadPriority } from './uploads.ts';

const lineageText = z.array(z.string());
const pending = "state IN ('queued', 'sending', 'stored', 'blocked')";

/** A file whose bytes an export carries. */
export type CarriedFile = {
  readonly id: number;
  readonly kind: FileKind;
  readonly path: string;
  readonly sizeBytes: number;
  readonly sha256: string;
};

/** The rows of a manifest by their kind, in an order in which each names only what came before it. */
const rowQueries: readonly string[] = [
  `SELECT 'variant' AS type, id, name, declared_kbps AS declaredKbps, codecs, width, height,
     frames_per_second AS framesPerSecond FROM variants WHERE broadcast_id = ? ORDER BY id`,
  `SELECT 'origin' AS type, o.id, o.url, d.complete, d.optional,
     d.delivery_order AS deliveryOrder FROM destinations d JOIN origins o ON o.id = d.origin_id
     WHERE d.broadcast_id = ? ORDER BY o.id`,
  `SELECT 'run' AS type, id, number, directory, started_at_ms AS startedAtMs, settings FROM runs
     WHERE broadcast_id = ? ORDER BY id`,
  `SELECT 'file' AS type, id, kind, variant_id AS variantId, path, key, version, first_sequence AS firstSequence,
     size_bytes AS sizeBytes, sha256, created_at_ms AS createdAtMs,
     EXISTS (SELECT 1 FROM uploads u WHERE u.file_id = files.id AND u.${pending}) AS carried
     FROM files WHERE broadcast_id = ? ORDER BY id`,
  `SELECT 'segment' AS type, s.variant_id AS variantId, s.sequence, s.run_id AS runId, s.file_id AS fileId,
     s.init_file_id AS initFileId, s.start_pts AS startPts, s.end_pts AS endPts,
     s.program_date_time_ms AS programDateTimeMs, s.discontinuity, s.video_frames AS videoFrames,
     s.gap_reason AS gapReason
     FROM segments s JOIN variants v ON v.id = s.variant_id WHERE v.broadcast_id = ? ORDER BY s.variant_id, s.sequence`,
  `SELECT 'upload' AS type, u.file_id AS fileId, u.origin_id AS originId,
     CASE WHEN u.${pending} THEN 'queued' ELSE u.state END AS state, u.replaces, u.proof,
     u.verified_at_ms AS verifiedAtMs,
     CASE WHEN u.state = 'lost' THEN u.error_code END AS errorCode,
     CASE WHEN u.state = 'lost' THEN u.error_message END AS errorMessage
     FROM uploads u JOIN files f ON f.id = u.file_id WHERE f.broadcast_id = ? ORDER BY u.id`,
  `SELECT 'live-gap' AS type, g.variant_id AS variantId, g.origin_id AS originId, g.first_sequence AS firstSequence,
     g.last_sequence AS lastSequence FROM live_gaps g JOIN variants v ON v.id = g.variant_id
     WHERE v.broadcast_id = ? ORDER BY g.variant_id, g.origin_id, g.first_sequence`,
];

/** A broadcast's rows on their way to another machine's catalog. */
export class Handover {
  readonly #sql: Statements;

  constructor(sql: Statements) {
    this.#sql = sql;
  }

  /** The exports by which a broadcast went, the newest last. */
  lineage(broadcastId: number): string[] {
    const row = this.#sql
      .prepare<[number], { lineage: string }>('SELECT lineage FROM broadcasts WHERE id = ?')
      .get(broadcastId);
    return lineageText.parse(JSON.parse(row?.lineage ?? '[]'));
  }

  /** From here on another machine delivers it: its uploads stay, and none is taken. @param atMs null: it has none left */
  handOver(broadcastId: number, lineage: readonly string[], atMs: number | null): void {
    this.#sql
      .prepare('UPDATE broadcasts SET lineage = ?, handed_over_at_ms = ? WHERE id = ?')
      .run(JSON.stringify(lineage), atMs, broadcastId);
    this.#sql
      .prepare(
        `UPDATE uploads SET state = 'queued', not_before_ms = 0, priority = priority + ${parkedPriority}
         WHERE ${pending} AND priority < ${parkedPriority} AND file_id IN (SELECT id FROM files WHERE broadcast_id = ?)`,
      )
      .run(broadcastId);
  }

  /** It is delivered from here again. */
  takeBack(broadcastId: number): void {
    this.#sql.prepare('UPDATE broadcasts SET handed_over_at_ms = NULL WHERE id = ?').run(broadcastId);
    this.#sql
      .prepare(
        `UPDATE uploads SET priority = priority - ${parkedPriority}
         WHERE priority >= ${parkedPriority} AND file_id IN (SELECT id FROM files WHERE broadcast_id = ?)`,
      )
      .run(broadcastId);
  }

  /** Every row of a broadcast. The catalog must not be written while they are read. */
  *rows(broadcastId: number): Generator<unknown> {
    for (const query of rowQueries) yield* this.#sql.prepare<[number], unknown>(query).iterate(broadcastId);
  }

  /** The files that some origin still lacks. */
  carriedFiles(broadcastId: number): CarriedFile[] {
    return this.#sql
      .prepare<[number], CarriedFile>(
        `SELECT id, kind, path, size_bytes AS sizeBytes, sha256 FROM files f WHERE broadcast_id = ?
           AND EXISTS (SELECT 1 FROM uploads u WHERE u.file_id = f.id AND u.${pending}) ORDER BY id`,
      )
      .all(broadcastId);
  }

  /** Takes a broadcast out of the catalog, with every row that it has; its files stay on disk. */
  remove(broadcastId: number): void {
    const ofFiles = 'IN (SELECT id FROM files WHERE broadcast_id = ?)';
    const ofVariants = 'IN (SELECT id FROM variants WHERE broadcast_id = ?)';
    for (const condition of [
      `uploads WHERE file_id ${ofFiles}`,
      `removals WHERE file_id ${ofFiles}`,
      `live_gaps WHERE variant_id ${ofVariants}`,
      `segments WHERE variant_id ${ofVariants}`,
      `log_cursors WHERE variant_id ${ofVariants}`,
      'files WHERE broadcast_id = ?',
      'runs WHERE broadcast_id = ?',
      'destinations WHERE broadcast_id = ?',
      'variants WHERE broadcast_id = ?',
      'broadcasts WHERE id = ?',
    ])
      this.#sql.prepare(`DELETE FROM ${condition}`).run(broadcastId);
  }

  /** The number that an origin has in this catalog, which is made if it has none. */
  originId(url: string): number {
    return enterOrigin(this.#sql, url);
  }

  /** Begins to enter a broadcast; to be followed by its rows, in their order. */
  begin({ broadcast, lineage }: ManifestHead): HandoverEntry {
    const { lastInsertRowid } = this.#sql
      .prepare(
        `INSERT INTO broadcasts (name, phase, container, segment_ms, target_duration_seconds, settings, started_at_ms,
           ended_at_ms, lineage) VALUES (@name, @phase, @container, @segmentMs, @targetDurationSeconds, @settings,
           @startedAtMs, @endedAtMs, @lineage)`,
      )
      .run({ ...broadcast, lineage: JSON.stringify(lineage) });
    return new HandoverEntry(this.#sql, Number(lastInsertRowid));
  }
}

type RowOf<Type extends ManifestRow['type']> = Extract<ManifestRow, { type: Type }>;

/** Enters one broadcast's rows under ids of this catalog. Throws when a row names what did not come before it. */
export class HandoverEntry {
  readonly broadcastId: number;
  readonly #sql: Statements;
  readonly #variants = new Map<number, number>();
  readonly #origins = new Map<number, number>();
  readonly #runs = new Map<number, number>();
  readonly #files = new Map<number, { id: number; kind: RowOf<'file'>['kind'] }>();

  constructor(sql: Statements, broadcastId: number) {
    this.#sql = sql;
    this.broadcastId = broadcastId;
  }

  /** The id of an origin here, by the manifest's. */
  originId(manifestId: number): number {
    return known(this.#origins, manifestId);
  }

  fileId(manifestId: number): number {
    return known(this.#files, manifestId).id;
  }

  variant(row: RowOf<'variant'>): void {
    const entered = this.#insert(
      `INSERT INTO variants (broadcast_id, name, declared_kbps, codecs, width, height, frames_per_second)
       VALUES (@broadcastId, @name, @declaredKbps, @codecs, @width, @height, @framesPerSecond)`,
      row,
    );
    this.#variants.set(row.id, entered);
  }

  origin(row: RowOf<'origin'>): void {
    const originId = enterOrigin(this.#sql, row.url);
    this.#insert(
      `INSERT INTO destinations (broadcast_id, origin_id, complete, optional, delivery_order)
       VALUES (@broadcastId, @originId, @complete, @optional, @deliveryOrder)`,
      { ...row, originId },
    );
    this.#origins.set(row.id, originId);
  }

  run(row: RowOf<'run'>): void {
    const entered = this.#insert(
      `INSERT INTO runs (broadcast_id, number, directory, ended, started_at_ms, settings)
       VALUES (@broadcastId, @number, @directory, 1, @startedAtMs, @settings)`,
      row,
    );
    this.#runs.set(row.id, entered);
  }

  /** @param path where it lies in this data directory. @param isHere whether its bytes do */
  file(row: RowOf<'file'>, path: string, isHere: boolean): void {
    const entered = this.#insert(
      `INSERT INTO files (broadcast_id, kind, variant_id, path, key, version, first_sequence, size_bytes, sha256,
         created_at_ms, removed) VALUES (@broadcastId, @kind, @variantId, @path, @key, @version, @firstSequence,
         @sizeBytes, @sha256, @createdAtMs, @removed)`,
      { ...row, variantId: nullable(this.#variants, row.variantId), path, removed: isHere ? 0 : 1 },
    );
    this.#files.set(row.id, { id: entered, kind: row.kind });
  }

  segment(row: RowOf<'segment'>): void {
    this.#insert(
      `INSERT INTO segments (variant_id, sequence, run_id, file_id, init_file_id, start_pts, end_pts,
         program_date_time_ms, discontinuity, video_frames, gap_reason) VALUES (@variantId, @sequence, @runId, @fileId,
         @initFileId, @startPts, @endPts, @programDateTimeMs, @discontinuity, @videoFrames, @gapReason)`,
      {
        ...row,
        variantId: known(this.#variants, row.variantId),
        runId: known(this.#runs, row.runId),
        fileId: row.fileId === null ? null : this.fileId(row.fileId),
        initFileId: row.initFileId === null ? null : this.fileId(row.initFileId),
      },
    );
  }

  liveGap(row: RowOf<'live-gap'>): void {
    this.#insert(
      `INSERT INTO live_gaps (variant_id, origin_id, first_sequence, last_sequence)
       VALUES (@variantId, @originId, @firstSequence, @lastSequence)`,
      {
        ...row,
        variantId: known(this.#variants, row.variantId),
        originId: this.originId(row.originId),
      },
    );
  }

  /** Enters it as queued and moves it on from there: the database counts what goes through the queue. */
  upload(row: RowOf<'upload'>): void {
    const file = known(this.#files, row.fileId);
    const uploadId = this.#insert(
      `INSERT INTO uploads (file_id, origin_id, state, priority, replaces)
       VALUES (@fileId, @originId, 'queued', @priority, @replaces)`,
      {
        fileId: file.id,
        originId: this.originId(row.originId),
        priority: uploadPriority[file.kind],
        replaces: row.replaces,
      },
    );
    if (row.state === 'queued') return;
    this.#sql
      .prepare(
        `UPDATE uploads SET state = @state, proof = @proof, verified_at_ms = @verifiedAtMs, error_code = @errorCode,
           error_message = @errorMessage WHERE id = @uploadId`,
      )
      .run({
        uploadId,
        state: row.state,
        proof: row.proof,
        verifiedAtMs: row.verifiedAtMs,
        errorCode: row.errorCode,
        errorMessage: row.errorMessage,
      });
  }

  #insert(sql: string, values: object): number {
    const { lastInsertRowid } = this.#sql
      .prepare<object>(sql)
      .run({ ...values, broadcastId: this.broadcastId });
    return Number(lastInsertRowid);
  }
}

function enterOrigin(sql: Statements, url: string): number {
  sql.prepare('INSERT INTO origins (url) VALUES (?) ON CONFLICT (url) DO NOTHING').run(url);
  const origin = sql.prepare<[string], { id: number }>('SELECT id FROM origins WHERE url = ?').get(url);
  if (origin === undefined) throw new Error('the origin just entered is not in the catalog');
  return origin.id;
}

function known<T>(entered: ReadonlyMap<number, T>, id: number): T {
  const found = entered.get(id);
  if (found === undefined) throw new Error(`row ${id} is named before it comes`);
  return found;
}

function nullable<T>(entered: ReadonlyMap<number, T>, id: number | null): T | null {
  return id === null ? null : known(entered, id);
}
