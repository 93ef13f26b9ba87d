import { createHash } from 'node:crypto';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { BroadcastRow, DestinationRow } from '../catalog/broadcasts.ts';
import type { UploadRow } from '../catalog/upload-rows.ts';
import type { UploadError } from '../catalog/upload-transition.ts';
import { errorTable } from '../contract/error-codes.ts';
import type { OriginCapabilities } from '../contract/origin.ts';
import { toSurecastError } from '../contract/surecast-error.ts';
import { writeDurably } from '../disk/durable-file.ts';
import type { OriginGate } from '../uploader/origin-gate.ts';
import { setRate } from '../uploader/pace/rate-bucket.ts';
import { Publisher } from '../uploader/publisher.ts';
import { sortLanes } from '../uploader/sort-lanes.ts';
import { Uplink } from '../uploader/uplink.ts';
import type { UplinkTuning } from '../uploader/uplink-options.ts';
import type { DeliveryOptions, DeliveryTuning } from './delivery-options.ts';
import { composeReceipt, signReceipt } from './receipt.ts';
import { initRestorer } from './restore-init.ts';

/** Brings what the catalog holds to the origins: one uplink an origin, one publisher a broadcast and origin. */
export class Delivery {
  #options: DeliveryOptions;
  readonly #uplinks = new Map<number, Uplink>();
  readonly #publishers = new Map<string, Publisher>();
  readonly #broadcasts = new Map<number, BroadcastRow>();
  readonly #takenSaid = new Set<number>();
  readonly #lastVerifiedMs = new Map<number, number>();
  readonly #restoreInit: (fileId: number) => Promise<boolean>;
  #stopped = false;

  constructor(options: DeliveryOptions) {
    this.#options = options;
    this.#restoreInit = initRestorer(options);
  }

  /** Takes up a broadcast: from now on what is entered for it is delivered and published. */
  attach(broadcast: BroadcastRow): void {
    const { catalog } = this.#options;
    this.#broadcasts.set(broadcast.id, broadcast);
    for (const origin of catalog.broadcasts.destinations(broadcast.id)) {
      const uplink = this.#uplinkOf(origin);
      if (broadcast.phase === 'capturing') uplink.warmUp();
      if (origin.complete === 0) {
        for (const { id } of catalog.broadcasts.variants(broadcast.id))
          this.#sortLanes(broadcast, origin, id);
        const publisher = this.#createPublisher(broadcast, origin);
        const key = publisherKey(broadcast.id, origin.id);
        // Of a broadcast that is resumed while its rest is delivered: what it had in mind was an end.
        this.#publishers.get(key)?.stop();
        this.#publishers.set(key, publisher);
        this.#unlessDiskFull(() => publisher.refresh(null));
      }
    }
    this.#sayWhatIsLive();
    this.wake();
  }

  /** Lets go of a broadcast: nothing is published for it any more. What is being sent ends as it may. */
  detach(broadcastId: number): void {
    this.#broadcasts.delete(broadcastId);
    for (const [key, publisher] of this.#publishers) {
      if (!key.startsWith(publisherKey(broadcastId, ''))) continue;
      publisher.stop();
      this.#publishers.delete(key);
    }
    this.#sayWhatIsLive();
  }

  /** Something was entered for a variant. */
  entered(broadcastId: number, variantId: number): void {
    const broadcast = this.#broadcasts.get(broadcastId);
    for (const origin of broadcast ? this.#options.catalog.broadcasts.destinations(broadcastId) : []) {
      if (broadcast && origin.complete === 0) this.#sortLanes(broadcast, origin, variantId);
    }
    for (const publisher of this.#publishersOf(broadcastId))
      this.#unlessDiskFull(() => publisher.refresh(variantId));
    this.wake();
  }

  /** No media will be added to the broadcast. */
  captureEnded(broadcast: BroadcastRow): void {
    this.#broadcasts.set(broadcast.id, broadcast);
    this.#sayWhatIsLive();
    for (const publisher of this.#publishersOf(broadcast.id))
      this.#unlessDiskFull(() => publisher.captureEnded());
    this.wake();
  }

  wake(): void {
    for (const uplink of this.#uplinks.values()) uplink.wake();
  }

  /** What `accessOf` says of an origin is not what it was. */
  accessChanged(originUrl: string): void {
    for (const uplink of this.#uplinks.values()) {
      if (uplink.originUrl === originUrl) uplink.changeAccess(this.#options.accessOf(originUrl));
    }
  }

  /** Holds for what begins from now on; the cap on the uplink at once, and workers for whatever is sent next. */
  retune(tuning: DeliveryTuning): void {
    this.#options = { ...this.#options, ...tuning };
    setRate(this.#options.rate, tuning.maxUplinkBytesPerSecond);
    for (const uplink of this.#uplinks.values()) uplink.retune(this.#uplinkTuning(uplink.originUrl));
  }

  gateOf(originId: number): OriginGate | undefined {
    return this.#uplinks.get(originId)?.gate;
  }

  /** The network interface in use for an origin; undefined: as the system routes. */
  interfaceOf(originId: number): string | undefined {
    return this.#uplinks.get(originId)?.networkInterface;
  }

  workersOf(originId: number): number {
    return this.#uplinks.get(originId)?.workerCount ?? 0;
  }

  /** When something was last verified at an origin, monotonic; undefined: not in this life of the program. */
  lastVerifiedMs(originId: number): number | undefined {
    return this.#lastVerifiedMs.get(originId);
  }

  async stop(graceMs: number): Promise<void> {
    this.#stopped = true;
    for (const publisher of this.#publishers.values()) publisher.stop();
    await Promise.all([...this.#uplinks.values()].map((uplink) => uplink.stop(graceMs)));
  }

  #publishersOf(broadcastId: number): Publisher[] {
    const prefix = publisherKey(broadcastId, '');
    return [...this.#publishers].filter(([key]) => key.startsWith(prefix)).map(([, publisher]) => publisher);
  }

  #sortLanes(broadcast: BroadcastRow, origin: DestinationRow, variantId: number): void {
    if (origin.deliveryOrder !== 'live-edge') return;
    const { catalog, liveEdgeSegments } = this.#options;
    const place = { broadcastId: broadcast.id, originId: origin.id, variantId };
    const edge = { segments: liveEdgeSegments, isCapturing: broadcast.phase === 'capturing' };
    this.#unlessDiskFull(() => sortLanes(catalog, place, edge));
  }

  /** An uplink has two lanes while a broadcast in `live-edge` order captures for it. */
  #sayWhatIsLive(): void {
    const capturing = [...this.#broadcasts.values()].filter(({ phase }) => phase === 'capturing');
    for (const [originId, uplink] of this.#uplinks) {
      const live = capturing.find(({ id }) =>
        this.#options.catalog.broadcasts
          .destinations(id)
          .some((origin) => origin.id === originId && origin.deliveryOrder === 'live-edge'),
      );
      uplink.setLive(live?.segmentMs);
    }
  }

  /** What can't be written down now is tried again when the next segment is captured or verified. */
  #unlessDiskFull(work: () => void): void {
    try {
      work();
    } catch (error) {
      this.#report(error);
    }
  }

  #publisherOf(upload: UploadRow): Publisher | undefined {
    return this.#publishers.get(publisherKey(upload.broadcastId, upload.originId));
  }

  #uplinkOf(origin: DestinationRow): Uplink {
    const known = this.#uplinks.get(origin.id);
    if (known !== undefined) return known;
    const { catalog, root, rate } = this.#options;
    const uplink = new Uplink({
      ...this.#uplinkTuning(origin.url),
      originId: origin.id,
      originUrl: origin.url,
      capabilities: readCapabilities(origin.capabilities),
      access: this.#options.accessOf(origin.url),
      connection: this.#options.connectionOf(origin.url),
      dataDirectory: root,
      uploads: catalog.uploads,
      rate,
      listener: {
        onVerified: (upload) => this.#onVerified(upload, origin.url),
        restore: (upload) => this.#restore(upload),
        onLost: (upload, error) => this.#onLost(upload, error.message),
        onConflict: (upload, failure) => {
          const publisher = failure.existing && this.#publisherOf(upload);
          const verdict =
            (failure.existing && publisher?.resolveConflict(upload, failure.existing)) ?? 'foreign';
          if (verdict === 'foreign') this.#sayTaken(upload, failure, origin.url);
          return verdict;
        },
        onGate: (gate) => this.#onGate(gate, origin.url),
        onInterface: (networkInterface) =>
          this.#options.listener({ type: 'interface', originUrl: origin.url, networkInterface }),
        onCapabilities: (capabilities) => this.#rememberCapabilities(origin, capabilities),
        onWorkerDied: (reason) => this.#warn(`An uplink worker for ${origin.url} was replaced: ${reason}.`),
        onTrouble: (error) => this.#report(error),
      },
    });
    this.#uplinks.set(origin.id, uplink);
    return uplink;
  }

  #uplinkTuning(originUrl: string): UplinkTuning {
    const { limits, interfaces, interfaceReturnMs } = this.#options;
    return { limits, interfaces: originUrl.startsWith('s3:') ? interfaces : [], interfaceReturnMs };
  }

  #rememberCapabilities(origin: DestinationRow, capabilities: OriginCapabilities): void {
    const { catalog, disk } = this.#options;
    const remember = () => catalog.broadcasts.rememberCapabilities(origin.id, JSON.stringify(capabilities));
    disk.persist(remember).catch((error: unknown) => this.#report(error));
  }

  #createPublisher(broadcast: BroadcastRow, origin: DestinationRow): Publisher {
    const { catalog, root, liveWindowSeconds, minPublishIntervalMs, liveEdgeSegments } = this.#options;
    return new Publisher(
      {
        catalog,
        broadcastId: broadcast.id,
        originId: origin.id,
        writeFile: (path, bytes) => writeDurably(join(root, path), bytes),
        removeFile: (path) => rm(join(root, path), { force: true }),
        wake: () => this.#uplinks.get(origin.id)?.wake(),
        onError: (error) => this.#report(error),
      },
      {
        broadcastName: broadcast.name,
        targetDurationSeconds: broadcast.targetDurationSeconds,
        variants: catalog.broadcasts.variants(broadcast.id),
        liveWindowSeconds,
        minIntervalMs: minPublishIntervalMs,
        edgeSegments: origin.deliveryOrder === 'live-edge' ? liveEdgeSegments : undefined,
        onEnded: () => this.#persistReceipt(broadcast.id, origin.id),
      },
    );
  }

  #onVerified(upload: UploadRow, originUrl: string): void {
    this.#lastVerifiedMs.set(upload.originId, performance.now());
    const name = this.#broadcasts.get(upload.broadcastId)?.name ?? '';
    this.#options.listener({
      type: 'upload-verified',
      broadcast: name,
      originUrl,
      key: upload.key,
      kind: upload.kind,
      sizeBytes: upload.sizeBytes,
      afterMs: Date.now() - upload.createdAtMs,
    });
    if (this.#stopped) return;
    if (upload.kind === 'segment' || upload.kind === 'init')
      this.#publisherOf(upload)?.refresh(upload.variantId);
    else if (upload.kind === 'receipt') this.#completeAt(upload, originUrl);
    else this.#publisherOf(upload)?.onPlaylistVerified(upload);
    this.#options.onProgress();
  }

  async #restore(upload: UploadRow): Promise<boolean> {
    const isRestored = await this.#restoreInit(upload.fileId);
    const message = `${upload.path} was gone or not what was recorded; it was written again.`;
    if (isRestored) this.#options.listener({ type: 'warning', code: 'FILE_CHANGED', message });
    return isRestored;
  }

  /** The local file can't be delivered any more. Media is a real loss, published as a gap; the rest is made again. */
  #onLost(upload: UploadRow, reason: string): void {
    const { catalog, listener } = this.#options;
    if (upload.kind === 'segment') catalog.durably(() => catalog.media.makeGap(upload.fileId, reason));
    if (upload.kind === 'receipt') catalog.durably(() => catalog.media.forget(upload.fileId));
    listener({ type: 'warning', code: 'FILE_CHANGED', message: `${reason}; ${consequence[upload.kind]}.` });
    if (upload.kind === 'receipt') this.#persistReceipt(upload.broadcastId, upload.originId);
    else this.#unlessDiskFull(() => this.#publisherOf(upload)?.refresh(upload.variantId));
  }

  #onGate(gate: OriginGate, originUrl: string): void {
    if (gate.state === 'open') return this.#options.listener({ type: 'origin', originUrl, state: 'open' });
    const { code, message } = gate.error;
    this.#options.listener({
      type: 'origin',
      originUrl,
      state: gate.state,
      code,
      message,
      cure: errorTable[code].cure,
    });
  }

  /** One file is blocked while its origin is open. It is asked again and again, but said once. */
  #sayTaken(upload: UploadRow, { code, message }: UploadError, originUrl: string): void {
    if (this.#takenSaid.has(upload.id)) return;
    this.#takenSaid.add(upload.id);
    const { cure } = errorTable[code];
    this.#options.listener({ type: 'origin', originUrl, state: 'blocked', code, message, cure });
  }

  #persistReceipt(broadcastId: number, originId: number): void {
    const issue = () => this.#issueReceipt(broadcastId, originId);
    this.#options.disk.persist(issue).catch((error: unknown) => this.#report(error));
  }

  async #issueReceipt(broadcastId: number, originId: number): Promise<void> {
    const { catalog, root, receiptKey } = this.#options;
    const broadcast = this.#broadcasts.get(broadcastId);
    if (broadcast === undefined || broadcast.phase === 'capturing' || this.#stopped) return;
    const origin = catalog.broadcasts.destinations(broadcastId).find(({ id }) => id === originId);
    if (origin === undefined) return;
    const path = `broadcasts/${broadcast.name}/receipt-${origin.id}.json`;
    if (catalog.media.fileByPath(path) !== undefined) return this.wake();
    const bytes = Buffer.from(signReceipt(composeReceipt(catalog, broadcast, origin), receiptKey));
    await writeDurably(join(root, path), bytes);
    catalog.durably(() => {
      const fileId = catalog.media.insertFile({
        broadcastId,
        kind: 'receipt',
        variantId: null,
        path,
        key: `${broadcast.name}/receipt.json`,
        version: null,
        firstSequence: null,
        sizeBytes: bytes.length,
        sha256: createHash('sha256').update(bytes).digest('hex'),
        createdAtMs: Date.now(),
      });
      catalog.uploads.insert({ fileId, originId: origin.id, kind: 'receipt' });
    });
    this.wake();
  }

  #completeAt(upload: UploadRow, originUrl: string): void {
    const { catalog, listener } = this.#options;
    const broadcast = this.#broadcasts.get(upload.broadcastId);
    if (broadcast === undefined) return;
    catalog.durably(() => {
      catalog.broadcasts.completeDestination(broadcast.id, upload.originId);
      const isOpen = catalog.broadcasts.destinations(broadcast.id).some((origin) => origin.complete === 0);
      if (!isOpen) catalog.broadcasts.setPhase(broadcast.id, 'complete');
    });
    const key = publisherKey(broadcast.id, upload.originId);
    // It may have a version in mind for later still, when the catalog is closed.
    this.#publishers.get(key)?.stop();
    this.#publishers.delete(key);
    listener({ type: 'broadcast-complete', broadcast: broadcast.name, originUrl });
  }

  #warn(message: string): void {
    this.#options.listener({ type: 'warning', code: 'INTERNAL', message });
  }

  #report(error: unknown): void {
    if (this.#options.disk.report(error)) return;
    const { code, message } = toSurecastError(error);
    this.#options.listener({ type: 'warning', code, message });
  }
}

/** What becomes of a file that is gone or changed. */
const consequence: Record<UploadRow['kind'], string> = {
  segment: 'it becomes a gap',
  init: 'the segments that need it become gaps',
  'media-playlist': 'it is made again',
  'multivariant-playlist': 'it is made again',
  receipt: 'it is made again',
};

function publisherKey(broadcastId: number, originId: number | ''): string {
  return `${broadcastId}:${originId}`;
}

function readCapabilities(text: string | null): OriginCapabilities | undefined {
  return text === null ? undefined : (JSON.parse(text) as OriginCapabilities);
}
