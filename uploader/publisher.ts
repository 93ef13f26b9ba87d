import type { VariantRow } from '../catalog/broadcasts.ts';
import type { UploadRow } from '../catalog/upload-rows.ts';
import type { StoredObject } from '../contract/origin.ts';
import { buildMultivariantPlaylist } from './multivariant-playlist.ts';
import { playlistDirectory } from './playlist-directory.ts';
import { type PlaylistDesk, PublishedPlaylist } from './published-playlist.ts';
import type { ConflictVerdict } from './uplink-options.ts';
import { VariantPublication } from './variant-publication.ts';

export type PublisherSettings = {
  readonly broadcastName: string;
  readonly targetDurationSeconds: number;
  readonly variants: readonly VariantRow[];
  /** How much a live Media Playlist names at least, seconds of media and of wall clock. */
  readonly liveWindowSeconds: number;
  /** Least time between two versions of one playlist, milliseconds. */
  readonly minIntervalMs: number;
  /** In `live-edge` order: how many of the newest segments are waited for in order. Undefined: `complete` order. */
  readonly edgeSegments: number | undefined;
  /** The last playlists are verified at the origin. */
  readonly onEnded: () => void;
};

/** Publishes the playlists of one broadcast at one origin, from the catalog's verified rows alone. */
export class Publisher {
  readonly #desk: PlaylistDesk;
  readonly #settings: PublisherSettings;
  readonly #variants: readonly VariantPublication[];
  readonly #multivariant: PublishedPlaylist;
  #captureEnded: boolean;
  #ended = false;

  constructor(desk: PlaylistDesk, settings: PublisherSettings) {
    this.#desk = desk;
    this.#settings = settings;
    // Known from the first look on: after a restart nothing live may follow an ended playlist.
    this.#captureEnded = desk.catalog.broadcasts.byName(settings.broadcastName)?.phase !== 'capturing';
    this.#variants = settings.variants.map((variant) => new VariantPublication(desk, settings, variant));
    const { broadcastName } = settings;
    const directory = playlistDirectory(broadcastName, desk.originId);
    this.#multivariant = new PublishedPlaylist(
      desk,
      {
        kind: 'multivariant-playlist',
        variantId: null,
        key: `${broadcastName}/index.m3u8`,
        pathOfVersion: (version) => `${directory}/index-${String(version).padStart(8, '0')}.m3u8`,
      },
      settings.minIntervalMs,
    );
  }

  /** Looks at the catalog and publishes what it allows; to be called when media was verified or a gap was entered. */
  refresh(variantId: number | null): void {
    for (const variant of this.#variants) {
      if (variantId === null || variant.variantId === variantId) variant.refresh(this.#captureEnded);
    }
    this.#advance();
  }

  /** No segment will be added any more. */
  captureEnded(): void {
    this.#captureEnded = true;
    this.refresh(null);
  }

  onPlaylistVerified(upload: UploadRow): void {
    if (upload.key === this.#multivariant.key) this.#multivariant.onVerified(upload);
    else this.#variants.find((variant) => variant.key === upload.key)?.onPlaylistVerified(upload);
    this.#advance();
  }

  resolveConflict(upload: UploadRow, existing: StoredObject): ConflictVerdict {
    if (upload.key === this.#multivariant.key) return this.#multivariant.resolveConflict(upload, existing);
    const variant = this.#variants.find((candidate) => candidate.key === upload.key);
    return variant?.resolveConflict(upload, existing) ?? 'foreign';
  }

  stop(): void {
    this.#multivariant.stop();
    for (const variant of this.#variants) variant.stop();
  }

  /** Names the Media Playlists once each has a verified version; again, with measured rates, when all have ended. */
  #advance(): void {
    if (!this.#variants.every((variant) => variant.isPublished)) return;
    const allEnded = this.#captureEnded && this.#variants.every((variant) => variant.isEnded);
    if (!this.#multivariant.isAlive && !allEnded) {
      this.#multivariant.publish(() => ({ text: this.#multivariantText(false), firstSequence: null }));
    }
    if (!allEnded || this.#ended) return;
    const text = this.#multivariantText(true);
    if (!this.#multivariant.holds(text)) {
      return this.#multivariant.publish(() => ({ text, firstSequence: null }));
    }
    this.#ended = true;
    this.#settings.onEnded();
  }

  #multivariantText(measured: boolean): string {
    const { catalog, broadcastId } = this.#desk;
    return buildMultivariantPlaylist(
      catalog.broadcasts.variants(broadcastId).map((variant) => {
        const rates = measured ? catalog.media.rates(variant.id) : undefined;
        return {
          ...variant,
          peakBitsPerSecond: rates?.peak ?? variant.declaredKbps * 1000,
          averageBitsPerSecond: rates?.average,
        };
      }),
    );
  }
}
