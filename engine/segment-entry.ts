import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { BroadcastRow, VariantRow } from '../catalog/broadcasts.ts';
import type { Catalog } from '../catalog/catalog.ts';
import type { SegmentRow } from '../catalog/media.ts';
import type { LogCursor, RunRow } from '../catalog/runs.ts';
import type { EngineListener } from '../contract/engine-events.ts';
import { writeDurably } from '../disk/durable-file.ts';
import type { LogPosition } from '../encoder/capture-log.ts';
import type { MediaClock } from '../encoder/media-clock.ts';
import { type InitCut, type SegmentCut, ticksPerSecond } from '../media/cut.ts';
import { gapRows, holeBeforeRun, holeInRun } from './gap-rows.ts';

export type SegmentEntryDesk = {
  readonly catalog: Catalog;
  readonly root: string;
  readonly broadcast: BroadcastRow;
  readonly run: RunRow;
  readonly variant: VariantRow;
  readonly clock: MediaClock;
  readonly listener: EngineListener;
  /** Files or gaps were entered: wake the uplinks and the publishers. */
  readonly onEntered: (variantId: number) => void;
};

/** What a segment's entry needs besides the cut itself. */
type Place = { readonly end: LogPosition; readonly gridOriginPts: number | null };
/** The gap before the segment, entered together with it: between two runs, or where the log has a hole. */
type PlaceAfterHole = Place & { readonly hole: readonly SegmentRow[] };

/**
 * Enters cut segments into the broadcast: as a file of its own (whole, fsynced, hashed), then in one durable
 * transaction with its uploads and with the cursor, so the log before it may be recycled. A segment that failed its
 * check is put aside and becomes a gap.
 */
export class SegmentEntry {
  readonly #desk: SegmentEntryDesk;
  #initFileId: number | null;

  constructor(desk: SegmentEntryDesk, initFileId: number | null) {
    this.#desk = desk;
    this.#initFileId = initFileId;
  }

  /** The initialization section that this run's segments refer to, if it has one yet. */
  async initBytes(): Promise<Uint8Array | undefined> {
    const { catalog, root } = this.#desk;
    const row = this.#initFileId === null ? undefined : catalog.media.file(this.#initFileId);
    return row && (catalog.initSections.bytesOf(row.id) ?? readFile(join(root, row.path)));
  }

  /** Enters an initialization section. The same bytes (after a restart with the same settings) are entered once. */
  async enterInit(cut: InitCut): Promise<void> {
    const { catalog, root, broadcast, variant } = this.#desk;
    const hash = sha256(cut.bytes);
    const name = `init-${hash.slice(0, 12)}.mp4`;
    const path = `broadcasts/${broadcast.name}/${variant.name}/${name}`;
    const known = catalog.media.fileByPath(path);
    if (known !== undefined) {
      this.#initFileId = known.id;
      return;
    }
    await writeDurably(join(root, path), cut.bytes);
    this.#initFileId = catalog.durably(() => {
      const fileId = this.#insertFile('init', path, name, { hash, sizeBytes: cut.bytes.length });
      catalog.initSections.keep(fileId, cut.bytes);
      return fileId;
    });
  }

  async enterSegment(cut: SegmentCut, place: Place): Promise<void> {
    const last = this.#desk.catalog.media.lastSegment(this.#desk.variant.id);
    const earliestMs = last && last.programDateTimeMs + (cut.startPts - last.startPts) / 90;
    const programDateTimeMs = this.#desk.clock.dateOf(cut.startPts, earliestMs);
    const { run, broadcast } = this.#desk;
    const begin = { pts: cut.startPts, unixMs: programDateTimeMs };
    const { targetDurationSeconds } = broadcast;
    const hole =
      last?.runId === run.id && cut.defects.length > 0
        ? holeInRun(last, cut.startPts, targetDurationSeconds)
        : holeBeforeRun(last, run.id, begin, targetDurationSeconds);
    const sequence = (last?.sequence ?? -1) + 1 + hole.length;
    const row = {
      variantId: this.#desk.variant.id,
      sequence,
      runId: this.#desk.run.id,
      initFileId: this.#initFileId,
      startPts: cut.startPts,
      endPts: cut.endPts,
      programDateTimeMs,
      discontinuity: last !== undefined && last.runId !== this.#desk.run.id ? 1 : 0,
      videoFrames: cut.videoFrames,
    } as const;
    // Behind a hole that is entered as a gap it joins on.
    const isSound = cut.defects.every((defect) => defect === 'discontinuous' && hole.length > 0);
    if (!isSound) await this.#enterGap(cut, row, { ...place, hole });
    else await this.#enterFile(cut, row, { ...place, hole });
    this.#sayHole(hole);
    this.#desk.onEntered(this.#desk.variant.id);
  }

  #sayHole(hole: readonly SegmentRow[]): void {
    const { broadcast, variant, listener } = this.#desk;
    const [first] = hole;
    const seconds = hole.reduce((sum, piece) => sum + piece.endPts - piece.startPts, 0) / ticksPerSecond;
    if (first?.gapReason == null) return;
    const reason = `${first.gapReason} (${seconds.toFixed(1)} s)`;
    listener({
      type: 'gap',
      broadcast: broadcast.name,
      variant: variant.name,
      sequence: first.sequence,
      reason,
    });
  }

  async #enterFile(
    cut: SegmentCut,
    row: Omit<SegmentRow, 'fileId' | 'gapReason'>,
    place: PlaceAfterHole,
  ): Promise<void> {
    const { catalog, root, broadcast, variant, listener } = this.#desk;
    const hash = sha256(cut.bytes);
    const extension = broadcast.container === 'ts' ? 'ts' : 'm4s';
    const name = `${String(row.sequence).padStart(8, '0')}-${hash.slice(0, 12)}.${extension}`;
    const path = `broadcasts/${broadcast.name}/${variant.name}/${name}`;
    await writeDurably(join(root, path), cut.bytes);
    catalog.durably(() => {
      for (const piece of place.hole) catalog.media.insertSegment(piece);
      const fileId = this.#insertFile('segment', path, name, { hash, sizeBytes: cut.bytes.length });
      catalog.media.insertSegment({ ...row, fileId, gapReason: null });
      this.#saveCursor(cut, place);
    });
    listener({
      type: 'segment-captured',
      broadcast: broadcast.name,
      variant: variant.name,
      sequence: row.sequence,
      seconds: (row.endPts - row.startPts) / ticksPerSecond,
      sizeBytes: cut.bytes.length,
    });
  }

  async #enterGap(
    cut: SegmentCut,
    row: Omit<SegmentRow, 'fileId' | 'gapReason'>,
    place: PlaceAfterHole,
  ): Promise<void> {
    const { catalog, root, broadcast, variant, listener } = this.#desk;
    const reason = cut.defects.join(', ');
    const asideName = `${variant.name}-${String(row.sequence).padStart(8, '0')}-${sha256(cut.bytes).slice(0, 12)}.bin`;
    const aside = `broadcasts/${broadcast.name}/aside/${asideName}`;
    await writeDurably(join(root, aside), cut.bytes);
    catalog.durably(() => {
      for (const piece of place.hole) catalog.media.insertSegment(piece);
      for (const piece of gapRows(row, broadcast.targetDurationSeconds))
        catalog.media.insertSegment({ ...piece, fileId: null, gapReason: reason });
      this.#saveCursor(cut, place);
    });
    listener({
      type: 'gap',
      broadcast: broadcast.name,
      variant: variant.name,
      sequence: row.sequence,
      reason: `${reason}; its ${cut.bytes.length} bytes are kept in ${aside}`,
    });
  }

  #insertFile(
    kind: 'segment' | 'init',
    path: string,
    name: string,
    content: { readonly hash: string; readonly sizeBytes: number },
  ): number {
    const { catalog, broadcast, variant } = this.#desk;
    const fileId = catalog.media.insertFile({
      broadcastId: broadcast.id,
      kind,
      variantId: variant.id,
      path,
      key: `${broadcast.name}/${variant.name}/${name}`,
      version: null,
      firstSequence: null,
      sizeBytes: content.sizeBytes,
      sha256: content.hash,
      createdAtMs: Date.now(),
    });
    for (const origin of catalog.broadcasts.destinations(broadcast.id)) {
      catalog.uploads.insert({ fileId, originId: origin.id, kind });
    }
    return fileId;
  }

  #saveCursor(cut: SegmentCut, place: Place): void {
    const { catalog, run, variant, clock } = this.#desk;
    const cursor: LogCursor = {
      ...place.end,
      previousEndPts: cut.endPts,
      gridOriginPts: place.gridOriginPts,
      clockUnixMs: clock.anchor?.unixMs ?? null,
      clockPts: clock.anchor?.pts ?? null,
      initFileId: this.#initFileId,
    };
    catalog.runs.saveCursor(run.id, variant.id, cursor);
  }
}

function sha256(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}
