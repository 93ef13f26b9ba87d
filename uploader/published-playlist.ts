import { createHash } from 'node:crypto';
import PQueue from 'p-queue';
import type { Catalog } from '../catalog/catalog.ts';
import type { PlaylistVersion } from '../catalog/media.ts';
import type { UploadRow } from '../catalog/upload-rows.ts';
import { isPending, type UploadState } from '../catalog/upload-transition.ts';
import type { StoredObject } from '../contract/origin.ts';
import type { ConflictVerdict } from './uplink-options.ts';

/** What making and queueing playlist files needs from its surroundings. */
export type PlaylistDesk = {
  readonly catalog: Catalog;
  readonly broadcastId: number;
  readonly originId: number;
  /** Writes a new file below the data directory and fsyncs it with its directory. */
  readonly writeFile: (path: string, bytes: Uint8Array) => Promise<void>;
  readonly removeFile: (path: string) => Promise<void>;
  /** Tells the uplink that there is something to send. */
  readonly wake: () => void;
  /** A fault while writing (a full disk…): said once, and tried again until it passes. */
  readonly onError: (error: unknown) => void;
};

/** A version of a playlist as it would be made now. */
export type Draft = { readonly text: string; readonly firstSequence: number | null };

export type PlaylistPlace = {
  readonly kind: 'media-playlist' | 'multivariant-playlist';
  readonly variantId: number | null;
  readonly key: string;
  readonly pathOfVersion: (version: number) => string;
};

/** Wait before a version that could not be written (a full disk) is tried again. */
const retryMs = 1_000;

/** A playlist whose text takes longer to make is made less often in proportion, milliseconds. */
const usualCostMs = 10;

/**
 * One playlist at one origin: a chain of versions, each a local file and an upload of its own.
 *
 * It never goes back on the origin, because (1) at most one version is under way, (2) each version is written only in
 * place of the version it was made to follow (a conditional write, where the origin can), so that a delayed request of
 * an older one changes nothing, and (3) a version that waits unsent is superseded by a newer one instead of sent first.
 */
export class PublishedPlaylist {
  readonly #desk: PlaylistDesk;
  readonly #place: PlaylistPlace;
  readonly #minIntervalMs: number;
  readonly #writing = new PQueue({ concurrency: 1 });
  #newest: PlaylistVersion | undefined;
  #verified: PlaylistVersion | undefined;
  #wanted: (() => Draft) | undefined;
  #nextAllowedMs = 0;
  #timer: NodeJS.Timeout | undefined;
  #troubleSaid: string | undefined;
  #stopped = false;

  constructor(desk: PlaylistDesk, place: PlaylistPlace, minIntervalMs: number) {
    this.#desk = desk;
    this.#place = place;
    this.#minIntervalMs = minIntervalMs;
    this.#newest = desk.catalog.media.newestPlaylist(place.key, desk.originId);
    this.#verified = desk.catalog.media.verifiedPlaylist(place.key, desk.originId);
    this.#writing.addEventListener('idle', () => this.advance());
  }

  get key(): string {
    return this.#place.key;
  }

  /** The newest version made, and the newest one verified at the origin. */
  get newest(): PlaylistVersion | undefined {
    return this.#newest;
  }

  get verified(): PlaylistVersion | undefined {
    return this.#verified;
  }

  /** Whether the newest version is at the origin or on its way: false before the first, and when its file was lost. */
  get isAlive(): boolean {
    const state = this.#stateOfNewest();
    return state === 'verified' || (state !== undefined && isPending(state));
  }

  /** Whether the origin has been proved to hold exactly this text. */
  holds(text: string): boolean {
    return this.#verified?.sha256 === sha256(text) && this.#verified.version === this.#newest?.version;
  }

  /**
   * Makes a new version as soon as one may be made. The text is asked for then and not before: several calls while a
   * version is under way become one version, and its text is made once.
   */
  publish(draft: () => Draft): void {
    this.#wanted = draft;
    this.advance();
  }

  /** To be called when an upload of this playlist was verified. */
  onVerified(upload: UploadRow): void {
    const { catalog, originId } = this.#desk;
    this.#verified = catalog.media.verifiedPlaylist(this.key, originId);
    this.#removeReplaced(upload.version ?? 0);
    this.advance();
  }

  /** What the origin holds instead of the expected version, understood. */
  resolveConflict(upload: UploadRow, existing: StoredObject): ConflictVerdict {
    const { catalog, originId } = this.#desk;
    const found = existing.sha256 && catalog.media.playlistByHash(this.key, originId, existing.sha256);
    if (!found) return 'foreign';
    if (found.version > (upload.version ?? 0)) return 'superseded';
    catalog.uploads.setReplaces(upload.id, found.sha256);
    return 'retry';
  }

  /** Nothing is begun any more; a version that is being written is left without an entry. */
  stop(): void {
    this.#stopped = true;
    clearTimeout(this.#timer);
    this.#wanted = undefined;
  }

  /** Goes on with what is wanted, if it can; to be called when an attempt of this playlist may have ended. */
  advance(): void {
    if (this.#stopped || this.#wanted === undefined) return;
    const startedMs = performance.now();
    if (startedMs < this.#nextAllowedMs) return this.#advanceLater(this.#nextAllowedMs - startedMs);
    if (this.#isUnderWay()) return;
    const wanted = this.#wanted;
    this.#wanted = undefined;
    const draft = wanted();
    if (this.#newest?.sha256 === sha256(draft.text) && this.isAlive) return;
    const costMs = performance.now() - startedMs;
    this.#nextAllowedMs = startedMs + this.#minIntervalMs * Math.max(1, costMs / usualCostMs);
    this.#writing
      .add(() => this.#makeVersion(draft, wanted))
      .catch((error: unknown) => this.#tryLater(wanted, error));
  }

  #advanceLater(waitMs: number): void {
    this.#timer ??= setTimeout(() => {
      this.#timer = undefined;
      this.advance();
    }, waitMs);
  }

  #tryLater(wanted: () => Draft, error: unknown): void {
    if (this.#stopped) return;
    this.#wanted ??= wanted;
    this.#nextAllowedMs = performance.now() + retryMs;
    this.advance();
    const message = String(error);
    if (message === this.#troubleSaid) return;
    this.#troubleSaid = message;
    this.#desk.onError(error);
  }

  #stateOfNewest(): UploadState | undefined {
    return this.#newest && this.#desk.catalog.uploads.stateOf(this.#newest.uploadId);
  }

  #isUnderWay(): boolean {
    return this.#writing.size + this.#writing.pending > 0 || this.#isWithWorker();
  }

  /** Its outcome decides what comes next. */
  #isWithWorker(): boolean {
    const state = this.#stateOfNewest();
    return state === 'sending' || state === 'stored';
  }

  async #makeVersion(draft: Draft, wanted: () => Draft): Promise<void> {
    const { catalog, originId, writeFile } = this.#desk;
    const version = (this.#newest?.version ?? 0) + 1;
    const bytes = Buffer.from(draft.text);
    const path = this.#place.pathOfVersion(version);
    await writeFile(path, bytes);
    this.#troubleSaid = undefined;
    if (this.#stopped) return;
    if (this.#isWithWorker()) {
      // A worker took the version before while this one was written: two under way could arrive in the wrong order.
      this.#wanted ??= wanted;
      return;
    }
    catalog.durably(() => this.#enter({ version, path, firstSequence: draft.firstSequence }, bytes));
    this.#newest = catalog.media.newestPlaylist(this.key, originId);
    this.#desk.wake();
  }

  #enter(made: { version: number; path: string; firstSequence: number | null }, bytes: Buffer): void {
    const { catalog, broadcastId, originId } = this.#desk;
    const { kind, variantId, key } = this.#place;
    const previous = this.#newest && catalog.uploads.byId(this.#newest.uploadId);
    const blockedBy = previous && catalog.uploads.blockOf(previous.id);
    if (previous && isPending(previous.state)) catalog.uploads.apply(previous.id, { type: 'superseded' });
    const fileId = catalog.media.insertFile({
      broadcastId,
      kind,
      variantId,
      ...made,
      key,
      sizeBytes: bytes.length,
      sha256: sha256(bytes),
      createdAtMs: Date.now(),
    });
    catalog.uploads.insert({ fileId, originId, kind, replaces: this.#verified?.sha256, blockedBy });
  }

  #removeReplaced(version: number): void {
    const { catalog, originId, removeFile, onError } = this.#desk;
    try {
      for (const file of catalog.media.replacedPlaylists(this.key, originId, version)) {
        catalog.media.markRemoved(file.id);
        removeFile(file.path).catch(onError);
      }
    } catch (error) {
      onError(error);
    }
  }
}

function sha256(bytes: string | Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}
