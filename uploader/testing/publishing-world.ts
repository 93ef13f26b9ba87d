import assert from 'node:assert/strict';
import { basename } from 'node:path/posix';
import { setImmediate as nextTurn } from 'node:timers/promises';
import {
  addRun,
  addSegment,
  makeBroadcast,
  sha256,
  type TestBroadcast,
} from '../../catalog/testing/test-broadcast.ts';
import type { UploadRow } from '../../catalog/upload-rows.ts';
import { Publisher } from '../publisher.ts';
import { sortLanes } from '../sort-lanes.ts';
import { assertMayFollow, type ReadPlaylist, readPlaylist } from './playlist-judge.ts';

/** An upload with a worker: its request, and what the origin answered when it arrived. */
type Request = { readonly upload: UploadRow; answer?: 'stored' | { readonly holds: string } };

export type WorldOptions = {
  readonly variants?: readonly string[];
  readonly liveWindowSeconds?: number;
  /** Given: `live-edge` order. */
  readonly edgeSegments?: number | undefined;
};

const error = { code: 'ORIGIN_UNSTABLE', message: 'the link broke' } as const;

/**
 * A publisher over a real catalog, and a scripted origin with conditional writes whose requests arrive, answer, get lost
 * and come late as a test says. Each playlist that lands at the origin is judged at once.
 */
export class PublishingWorld {
  readonly broadcast: TestBroadcast;
  readonly originId: number;
  /** SHA-256 of each object at the origin. */
  readonly objects = new Map<string, string>();
  /** Text of every playlist that ever lay at the origin, oldest first. */
  readonly history = new Map<string, string[]>();
  /** Local playlist files. */
  readonly files = new Map<string, string>();
  readonly troubles: unknown[] = [];
  readonly #liveWindowSeconds: number;
  readonly #edgeSegments: number | undefined;
  readonly #texts = new Map<string, string>();
  #publisher: Publisher;
  #requests: Request[] = [];
  #stray: Request[] = [];
  #runNumber = 1;
  endings = 0;
  diskFull = false;

  constructor(root: string, options: WorldOptions = {}) {
    this.broadcast = makeBroadcast(root, { variants: options.variants ?? ['720p'] });
    this.originId = this.broadcast.originIds[0] ?? 0;
    this.#liveWindowSeconds = options.liveWindowSeconds ?? 900;
    this.#edgeSegments = options.edgeSegments;
    this.#publisher = this.#start();
  }

  get catalog() {
    return this.broadcast.catalog;
  }

  get requests(): readonly Request[] {
    return this.#requests;
  }

  /** Lets everything that was begun (writing a local file) end. */
  async settle(): Promise<void> {
    for (let turn = 0; turn < 12; turn += 1) await nextTurn();
  }

  capture(variant: number, media: 'segment' | 'gap'): void {
    if (this.#phase() !== 'capturing') return;
    const variantId = this.#variantId(variant);
    addSegment(this.broadcast, { variantId, gap: media === 'gap', runId: this.#runId });
    this.#sortLanes(variantId);
    this.#publisher.refresh(variantId);
  }

  newRun(): void {
    this.#runNumber += 1;
    this.#runId = addRun(this.catalog, this.broadcast.broadcastId, this.#runNumber);
  }

  endCapture(): void {
    this.catalog.broadcasts.setPhase(this.broadcast.broadcastId, 'delivering', 1_700_000_100_000);
    this.#publisher.captureEnded();
  }

  /** A worker takes the next upload. */
  take(): UploadRow | undefined {
    const upload = this.catalog.uploads.takeNext(this.originId, Date.now());
    if (upload === undefined) return undefined;
    const underWay = this.#requests.filter((request) => request.upload.key === upload.key);
    assert.equal(underWay.length, 0, `two versions of ${upload.key} are under way`);
    this.#requests.push({ upload });
    return upload;
  }

  /** A request reaches the origin, be it one that is still waited for or a stray one. */
  arrive(index: number): void {
    const all = [...this.#requests, ...this.#stray].filter((request) => request.answer === undefined);
    const request = all[index % Math.max(1, all.length)];
    if (request === undefined) return;
    request.answer = this.#store(request.upload);
    this.#stray = this.#stray.filter((other) => other !== request);
  }

  /** The worker learns how its request went; an unanswered one has failed and may still arrive later. */
  finish(index: number): void {
    const request = this.#requests[index % Math.max(1, this.#requests.length)];
    if (request === undefined) return;
    this.#requests = this.#requests.filter((other) => other !== request);
    const { upload, answer } = request;
    const { uploads } = this.catalog;
    if (answer === undefined) {
      this.#stray.push(request);
      uploads.apply(upload.id, { type: 'failed', error, notBeforeMs: 0 });
    } else if (answer === 'stored') this.#verified(upload);
    else this.#conflict(upload, answer.holds);
  }

  /** The answer is lost although the object was stored. */
  loseAnswer(index: number): void {
    const request = this.#requests[index % Math.max(1, this.#requests.length)];
    if (request === undefined) return;
    this.#requests = this.#requests.filter((other) => other !== request);
    this.catalog.uploads.giveBack(request.upload.id);
  }

  /** The local file of an upload that is with a worker turns out to be gone. */
  loseFile(index: number): void {
    const request = this.#requests[index % Math.max(1, this.#requests.length)];
    if (request === undefined || request.answer !== undefined) return;
    this.#requests = this.#requests.filter((other) => other !== request);
    const { upload } = request;
    const lost = { code: 'FILE_CHANGED', message: 'gone' } as const;
    this.catalog.uploads.apply(upload.id, { type: 'lost', error: lost });
    if (upload.kind === 'segment') this.catalog.media.makeGap(upload.fileId, 'gone');
    this.#publisher.refresh(upload.variantId);
  }

  /** The program dies and starts again; what it had sent may still arrive. */
  restart(): void {
    this.#publisher.stop();
    this.#stray.push(...this.#requests.filter((request) => request.answer === undefined));
    this.#requests = [];
    this.catalog.uploads.returnAllInFlight();
    this.#publisher = this.#start();
    this.#publisher.refresh(null);
    if (this.#phase() === 'delivering') this.#publisher.captureEnded();
  }

  /** Delivers everything that waits, until nothing does. */
  async deliverAll(): Promise<void> {
    for (;;) {
      await this.settle();
      if (this.#requests.length === 0 && this.take() === undefined) return;
      this.#requests
        .filter((request) => request.answer === undefined)
        .forEach((_, index) => {
          this.arrive(index);
        });
      this.finish(0);
    }
  }

  /** The Media Playlists of a variant that lay at the origin, oldest first, as an independent parser reads them. */
  playlists(variant: number): ReadPlaylist[] {
    const name = this.catalog.broadcasts.variants(this.broadcast.broadcastId)[variant]?.name;
    return (this.history.get(`show/${name}/index.m3u8`) ?? []).map(readPlaylist);
  }

  close(): void {
    this.#publisher.stop();
    this.catalog.close();
  }

  #runId: number | undefined = undefined;

  #phase(): string | undefined {
    return this.catalog.broadcasts.byName('show')?.phase;
  }

  #variantId(variant: number): number {
    const { variantIds } = this.broadcast;
    return variantIds[variant % variantIds.length] ?? 0;
  }

  #verified(upload: UploadRow): void {
    const { uploads } = this.catalog;
    uploads.apply(upload.id, { type: 'stored' });
    // Proved in a request of its own: only what is there counts.
    if (this.objects.get(upload.key) !== upload.sha256)
      return void uploads.apply(upload.id, { type: 'failed', error, notBeforeMs: 0 });
    if (!uploads.apply(upload.id, { type: 'verified', proof: 'sha256-read-back', atMs: Date.now() })) return;
    if (upload.kind === 'segment' || upload.kind === 'init') this.#publisher.refresh(upload.variantId);
    else this.#publisher.onPlaylistVerified(upload);
  }

  #conflict(upload: UploadRow, holds: string): void {
    const existing = { sizeBytes: 1, sha256: holds, etag: undefined };
    const verdict = this.#publisher.resolveConflict(upload, existing);
    const { uploads } = this.catalog;
    if (verdict === 'superseded') uploads.apply(upload.id, { type: 'superseded' });
    else if (verdict === 'retry') uploads.apply(upload.id, { type: 'failed', error, notBeforeMs: 0 });
    else uploads.apply(upload.id, { type: 'blocked', error, notBeforeMs: 0 });
  }

  /** Conditional write: `If-None-Match: *`, or `If-Match` of the version that may be replaced. */
  #store(upload: UploadRow): 'stored' | { readonly holds: string } {
    const holds = this.objects.get(upload.key);
    if (holds === upload.sha256) return 'stored';
    if (holds !== undefined && holds !== upload.replaces) return { holds };
    this.objects.set(upload.key, upload.sha256);
    if (upload.version !== null) this.#judge(upload);
    return 'stored';
  }

  #judge(upload: UploadRow): void {
    const text = this.#texts.get(upload.sha256) ?? '';
    const before = this.history.get(upload.key) ?? [];
    this.history.set(upload.key, [...before, text]);
    if (upload.kind !== 'media-playlist') return;
    const playlist = readPlaylist(text);
    this.#assertVerified(upload, playlist, text);
    const last = before.at(-1);
    if (last !== undefined) assertMayFollow(readPlaylist(last), playlist);
  }

  #assertVerified(upload: UploadRow, playlist: ReadPlaylist, text: string): void {
    const timeline = this.catalog.media.timeline(upload.variantId ?? 0, this.originId, 0);
    playlist.entries.forEach((entry, index) => {
      assert.equal(entry.sequence, playlist.mediaSequence + index);
      const row = timeline[entry.sequence];
      const isLeftOut = this.#edgeSegments !== undefined && !playlist.ended && entry.uri === undefined;
      assert.ok(row !== undefined, `entry ${entry.sequence} was never captured`);
      assert.ok(isLeftOut || row.available === 1, `entry ${entry.sequence} is not verified`);
      if (!isLeftOut) assert.equal(entry.uri, row.key === null ? undefined : basename(row.key));
      if (entry.uri !== undefined && row.key !== null) {
        assert.equal(this.objects.get(row.key), row.sha256);
        assert.ok(text.includes(`#EXT-X-SURECAST-SHA256:${row.sha256}\n`));
      }
      const passed = timeline.slice(1, entry.sequence + 1).filter((one) => one.discontinuity === 1).length;
      assert.equal(entry.discontinuitySequence, passed);
    });
    if (playlist.ended) assert.equal(playlist.entries.length, timeline.length);
  }

  #start(): Publisher {
    const { broadcastId, name } = this.broadcast;
    return new Publisher(
      {
        catalog: this.catalog,
        broadcastId,
        originId: this.originId,
        writeFile: (path, bytes) => this.#writeFile(path, bytes),
        removeFile: async (path) => void this.files.delete(path),
        wake: () => undefined,
        onError: (trouble) => this.troubles.push(trouble),
      },
      {
        broadcastName: name,
        targetDurationSeconds: 2,
        variants: this.catalog.broadcasts.variants(broadcastId),
        liveWindowSeconds: this.#liveWindowSeconds,
        minIntervalMs: 0,
        edgeSegments: this.#edgeSegments,
        onEnded: () => {
          this.endings += 1;
        },
      },
    );
  }

  #sortLanes(variantId: number): void {
    if (this.#edgeSegments === undefined) return;
    const { broadcastId } = this.broadcast;
    const place = { broadcastId, originId: this.originId, variantId };
    sortLanes(this.catalog, place, { segments: this.#edgeSegments, isCapturing: true });
  }

  async #writeFile(path: string, bytes: Uint8Array): Promise<void> {
    await nextTurn();
    if (this.diskFull) throw new Error('ENOSPC');
    const text = Buffer.from(bytes).toString();
    this.files.set(path, text);
    this.#texts.set(sha256(bytes), text);
  }
}
