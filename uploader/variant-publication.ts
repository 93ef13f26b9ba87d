import type { VariantRow } from '../catalog/broadcasts.ts';
import type { TimelineRow } from '../catalog/media.ts';
import type { UploadRow } from '../catalog/uploads.ts';
import type { StoredObject } from '../contract/origin.ts';
import { entriesToDrop, type WindowEntry } from './live-window.ts';
import { buildMediaPlaylist } from './media-playlist.ts';
import { playlistDirectory } from './playlist-directory.ts';
import { type Draft, type PlaylistDesk, PublishedPlaylist } from './published-playlist.ts';
import type { ConflictVerdict } from './uplink.ts';

type Settings = {
  readonly broadcastName: string;
  readonly targetDurationSeconds: number;
  readonly liveWindowSeconds: number;
  readonly minIntervalMs: number;
};

/** Rows read from the catalog at a time. */
const batch = 64;

/** The Media Playlist of one variant at one origin: the unbroken row of verified segments and gaps, in order. */
export class VariantPublication {
  readonly #desk: PlaylistDesk;
  readonly #settings: Settings;
  readonly #variant: VariantRow;
  readonly #playlist: PublishedPlaylist;
  #window: WindowEntry[] = [];
  #nextSequence = 0;
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
    const publishedMs = performance.now();
    const before = this.#nextSequence;
    // Most looks find nothing or one segment: begin with one row.
    for (let limit = 1; ; limit = batch) {
      const rows = this.#rows(this.#nextSequence, limit);
      const missing = rows.findIndex((row) => row.available === 0);
      const ready = missing === -1 ? rows : rows.slice(0, missing);
      for (const row of ready) this.#window.push({ row, publishedMs });
      this.#nextSequence += ready.length;
      if (ready.length < limit) return this.#nextSequence > before;
    }
  }

  #rows(fromSequence: number, limit?: number): TimelineRow[] {
    const { catalog, originId } = this.#desk;
    return catalog.media.timeline(this.#variant.id, originId, fromSequence, limit);
  }

  #isWhole(): boolean {
    // Asked only when the capture has ended: it does not change any more.
    this.#lastSequence ??= this.#desk.catalog.media.lastSegment(this.#variant.id)?.sequence ?? -1;
    return this.#nextSequence > this.#lastSequence;
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
