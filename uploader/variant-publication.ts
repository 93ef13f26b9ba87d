import type { VariantRow } from '../catalog/broadcasts.ts';
import type { SequenceRange } from '../catalog/live-gaps.ts';
import type { TimelineRow } from '../catalog/media.ts';
import type { UploadRow } from '../catalog/upload-rows.ts';
import type { StoredObject } from '../contract/origin.ts';
import { asGap, edgeStart, missingRanges, publishableCount } from './live-edge.ts';
import { entriesToDrop, type WindowEntry } from './live-window.ts';
import { buildMediaPlaylist } from './media-playlist.ts';
import { playlistDirectory } from './playlist-directory.ts';
import { type Draft, type PlaylistDesk, PublishedPlaylist } from './published-playlist.ts';
import type { ConflictVerdict } from './uplink-options.ts';

type Settings = {
  readonly broadcastName: string;
  readonly targetDurationSeconds: number;
  readonly liveWindowSeconds: number;
  readonly minIntervalMs: number;
  readonly edgeSegments: number | undefined;
};

/** Rows read from the catalog at a time. */
const batch = 64;
/** The same when a whole broadcast is looked through. */
const largeBatch = 1024;
/** So far before the edge delivered segments are looked for that no look before has found. */
const lookBack = 16;

/**
 * The Media Playlist of one variant at one origin: the unbroken row of verified segments and gaps, in order. In `live-edge`
 * order what is missing behind the edge is left out as a gap, which stays one in every live version.
 */
export class VariantPublication {
  readonly #desk: PlaylistDesk;
  readonly #settings: Settings;
  readonly #variant: VariantRow;
  readonly #playlist: PublishedPlaylist;
  #window: WindowEntry[] = [];
  #nextSequence = 0;
  /** What earlier lives of the program have published as gaps. */
  #leftOut: readonly SequenceRange[];
  /** Everything before it is verified, or a gap for good. */
  #wholeUntil = 0;
  #lastSequence: number | undefined;
  #endedText: string | undefined;

  constructor(desk: PlaylistDesk, settings: Settings, variant: VariantRow) {
    this.#desk = desk;
    this.#settings = settings;
    this.#variant = variant;
    const directory = `${playlistDirectory(settings.broadcastName, desk.originId)}/${variant.name}`;
    this.#playlist = new PublishedPlaylist(
      desk,
      {
        kind: 'media-playlist',
        variantId: variant.id,
        key: `${settings.broadcastName}/${variant.name}/index.m3u8`,
        pathOfVersion: (version) => `${directory}/index-${String(version).padStart(8, '0')}.m3u8`,
      },
      settings.minIntervalMs,
    );
    this.#nextSequence = this.#playlist.newest?.firstSequence ?? 0;
    this.#leftOut = desk.catalog.liveGaps.list(variant.id, desk.originId, this.#nextSequence);
  }

  get variantId(): number {
    return this.#variant.id;
  }

  get key(): string {
    return this.#playlist.key;
  }

  /** Whether the origin holds a verified version that may be named. */
  get isPublished(): boolean {
    return this.#playlist.verified !== undefined;
  }

  /** Whether the origin holds the last version. */
  get isEnded(): boolean {
    return this.#endedText !== undefined && this.#playlist.holds(this.#endedText);
  }

  /** Takes in what the catalog has newly verified, and publishes it. `captureEnded`: no segment will be added. */
  refresh(captureEnded: boolean): void {
    const grew = this.#takeIn();
    if (captureEnded && this.#isWhole()) return this.#publishEnd();
    if (grew || !this.#playlist.isAlive) this.#publishWindow();
    else this.#playlist.advance();
  }

  onPlaylistVerified(upload: UploadRow): void {
    this.#playlist.onVerified(upload);
  }

  resolveConflict(upload: UploadRow, existing: StoredObject): ConflictVerdict {
    return this.#playlist.resolveConflict(upload, existing);
  }

  stop(): void {
    this.#playlist.stop();
  }

  #takeIn(): boolean {
    const before = this.#nextSequence;
    this.#takeUnbroken();
    if (this.#leap()) this.#takeUnbroken();
    return this.#nextSequence > before;
  }

  /** Takes what follows without a hole. */
  #takeUnbroken(): void {
    const publishedMs = performance.now();
    // Most looks find nothing or one segment: begin with one row.
    for (let limit = 1; ; limit = batch) {
      const rows = this.#rows(this.#nextSequence, limit);
      const missing = rows.findIndex((row) => row.available === 0 && !this.#wasLeftOut(row));
      const ready = missing === -1 ? rows : rows.slice(0, missing);
      for (const row of ready) this.#push(row, this.#wasLeftOut(row), publishedMs);
      if (ready.length < limit) return;
    }
  }

  /** Takes a delivered segment of the edge with the hole before it, which is noted first. */
  #leap(): boolean {
    const { edgeSegments } = this.#settings;
    const { catalog, originId } = this.#desk;
    const newest = edgeSegments && catalog.media.lastSegment(this.#variant.id)?.sequence;
    if (edgeSegments === undefined || newest === undefined) return false;
    const edgeFrom = edgeStart(newest, edgeSegments);
    if (this.#nextSequence >= edgeFrom) return false;
    const recentFrom = Math.max(this.#nextSequence, edgeFrom - lookBack);
    const recent = this.#rows(recentFrom);
    const count = publishableCount(recent, edgeFrom);
    if (count === 0) return false;
    const older = this.#rows(this.#nextSequence, recentFrom - this.#nextSequence);
    const rows = [...older, ...recent.slice(0, count)];
    catalog.liveGaps.add(this.#variant.id, originId, missingRanges(rows));
    for (const row of rows) this.#push(row, row.available === 0, performance.now());
    return true;
  }

  /** Nobody has to be given time to fetch a gap. */
  #push(row: TimelineRow, isLeftOut: boolean, publishedMs: number): void {
    const entry = isLeftOut
      ? { row: asGap(row), publishedMs: Number.NEGATIVE_INFINITY }
      : { row, publishedMs };
    this.#window.push(entry);
    this.#nextSequence = row.sequence + 1;
  }

  #wasLeftOut({ sequence, fileId }: TimelineRow): boolean {
    const isIn = (range: SequenceRange) => sequence >= range.firstSequence && sequence <= range.lastSequence;
    return fileId !== null && this.#leftOut.some(isIn);
  }

  #rows(fromSequence: number, limit?: number): TimelineRow[] {
    const { catalog, originId } = this.#desk;
    return catalog.media.timeline(this.#variant.id, originId, fromSequence, limit);
  }

  /** Whether everything that was captured can be named. Asked only when the capture has ended: that does not change any more. */
  #isWhole(): boolean {
    this.#lastSequence ??= this.#desk.catalog.media.lastSegment(this.#variant.id)?.sequence ?? -1;
    for (let limit = 1; this.#wholeUntil <= this.#lastSequence; limit = largeBatch) {
      const rows = this.#rows(this.#wholeUntil, limit);
      const missing = rows.findIndex((row) => row.available === 0);
      this.#wholeUntil += missing === -1 ? rows.length : missing;
      if (missing !== -1) return false;
    }
    return true;
  }

  #publishWindow(): void {
    if (this.#window.length > 0) this.#playlist.publish(() => this.#windowDraft());
  }

  #windowDraft(): Draft {
    const drop = entriesToDrop(this.#window, performance.now(), this.#settings.liveWindowSeconds);
    this.#window.splice(0, drop);
    const rows = this.#window.map((entry) => entry.row);
    return { text: this.#text(rows, false), firstSequence: rows[0]?.sequence ?? 0 };
  }

  /** The ended playlist names the whole broadcast, also what the live window had let go. */
  #publishEnd(): void {
    const text = this.#endedText ?? this.#text(this.#rows(0), true);
    this.#endedText = text;
    this.#playlist.publish(() => ({ text, firstSequence: 0 }));
  }

  #text(rows: readonly TimelineRow[], ended: boolean): string {
    const first = rows[0]?.sequence ?? 0;
    return buildMediaPlaylist({
      targetDurationSeconds: this.#settings.targetDurationSeconds,
      rows,
      discontinuitySequence: this.#desk.catalog.media.discontinuitiesUpTo(this.#variant.id, first),
      ended,
    });
  }
}
