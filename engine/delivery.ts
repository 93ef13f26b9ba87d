import type { KeyObject } from 'node:crypto';
import { createHash } from 'node:crypto';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { BroadcastRow, DestinationRow } from '../catalog/broadcasts.ts';
import type { Catalog } from '../catalog/catalog.ts';
import type { UploadError } from '../catalog/upload-transition.ts';
import type { UploadRow } from '../catalog/uploads.ts';
import type { EngineListener } from '../contract/engine-events.ts';
import { errorTable } from '../contract/error-codes.ts';
import type { OriginCapabilities } from '../contract/origin.ts';
import { toSurecastError } from '../contract/surecast-error.ts';
import { writeDurably } from '../disk/durable-file.ts';
import type { OriginGate } from '../uploader/origin-gate.ts';
import { Publisher } from '../uploader/publisher.ts';
import { Uplink, type UplinkLimits } from '../uploader/uplink.ts';
import { composeReceipt, signReceipt } from './receipt.ts';

export type DeliveryOptions = {
  readonly catalog: Catalog;
  readonly root: string;
  readonly receiptKey: KeyObject;
  readonly limits: UplinkLimits;
  readonly liveWindowSeconds: number;
  readonly minPublishIntervalMs: number;
  readonly listener: EngineListener;
  /** A broadcast may have come to its end at an origin. */
  readonly onProgress: () => void;
};

/** Brings what the catalog holds to the origins: one uplink an origin, one publisher a broadcast and origin. */
export class Delivery {
  readonly #options: DeliveryOptions;
  readonly #uplinks = new Map<number, Uplink>();
  readonly #publishers = new Map<string, Publisher>();
  readonly #broadcasts = new Map<number, BroadcastRow>();
  readonly #takenSaid = new Set<number>();
  #stopped = false;

  constructor(options: DeliveryOptions) {
    this.#options = options;
  }

  /** Takes up a broadcast: from now on what is entered for it is delivered and published. */
  attach(broadcast: BroadcastRow): void {
    const { catalog } = this.#options;
    this.#broadcasts.set(broadcast.id, broadcast);
    for (const origin of catalog.broadcasts.destinations(broadcast.id)) {
      const uplink = this.#uplinkOf(origin);
      if (broadcast.phase === 'capturing') uplink.warmUp();
      if (origin.complete === 0) {
        const publisher = this.#createPublisher(broadcast, origin);
        this.#publishers.set(publisherKey(broadcast.id, origin.id), publisher);
        publisher.refresh(null);
      }
    }
    this.wake();
  }

  /** Something was entered for a variant. */
  entered(broadcastId: number, variantId: number): void {
    for (const publisher of this.#publishersOf(broadcastId)) publisher.refresh(variantId);
    this.wake();
  }

  /** No media will be added to the broadcast. */
  captureEnded(broadcast: BroadcastRow): void {
    this.#broadcasts.set(broadcast.id, broadcast);
    for (const publisher of this.#publishersOf(broadcast.id)) publisher.captureEnded();
    this.wake();
  }

  wake(): void {
    for (const uplink of this.#uplinks.values()) uplink.wake();
  }

  gateOf(originId: number): OriginGate | undefined {
    return this.#uplinks.get(originId)?.gate;
  }

  workersOf(originId: number): number {
    return this.#uplinks.get(originId)?.workerCount ?? 0;
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

  #publisherOf(upload: UploadRow): Publisher | undefined {
    return this.#publishers.get(publisherKey(upload.broadcastId, upload.originId));
  }

  #uplinkOf(origin: DestinationRow): Uplink {
    const known = this.#uplinks.get(origin.id);
    if (known !== undefined) return known;
    const { catalog, root, limits } = this.#options;
    const uplink = new Uplink({
      originId: origin.id,
      originUrl: origin.url,
      capabilities: readCapabilities(origin.capabilities),
      dataDirectory: root,
      uploads: catalog.uploads,
      limits,
      listener: {
        onVerified: (upload) => this.#onVerified(upload, origin.url),
        onLost: (upload, error) => this.#onLost(upload, error.message),
        onConflict: (upload, failure) => {
          const publisher = failure.existing && this.#publisherOf(upload);
          const verdict =
            (failure.existing && publisher?.resolveConflict(upload, failure.existing)) ?? 'foreign';
          if (verdict === 'foreign') this.#sayTaken(upload, failure, origin.url);
          return verdict;
        },
        onGate: (gate) => this.#onGate(gate, origin.url),
        onCapabilities: (capabilities) =>
          catalog.broadcasts.rememberCapabilities(origin.id, JSON.stringify(capabilities)),
        onWorkerDied: (reason) => this.#warn(`An uplink worker for ${origin.url} was replaced: ${reason}.`),
        onTrouble: (error) => this.#report(error),
      },
    });
    this.#uplinks.set(origin.id, uplink);
    return uplink;
  }

  #createPublisher(broadcast: BroadcastRow, origin: DestinationRow): Publisher {
    const { catalog, root, liveWindowSeconds, minPublishIntervalMs } = this.#options;
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
        onEnded: () =>
          this.#issueReceipt(broadcast.id, origin).catch((error: unknown) => this.#report(error)),
      },
    );
  }

  #onVerified(upload: UploadRow, originUrl: string): void {
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

  /** The local file can't be delivered any more: a real loss, said and published as a gap. */
  #onLost(upload: UploadRow, reason: string): void {
    if (upload.kind === 'segment')
      this.#options.catalog.durably(() => this.#options.catalog.media.makeGap(upload.fileId, reason));
    this.#options.listener({
      type: 'warning',
      code: 'FILE_CHANGED',
      message: `${reason}; it becomes a gap.`,
    });
    this.#publisherOf(upload)?.refresh(upload.variantId);
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

  async #issueReceipt(broadcastId: number, origin: DestinationRow): Promise<void> {
    const { catalog, root, receiptKey } = this.#options;
    const broadcast = this.#broadcasts.get(broadcastId);
    if (broadcast === undefined || this.#stopped) return;
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
    this.#publishers.delete(publisherKey(broadcast.id, upload.originId));
    listener({ type: 'broadcast-complete', broadcast: broadcast.name, originUrl });
  }

  #warn(message: string): void {
    this.#options.listener({ type: 'warning', code: 'INTERNAL', message });
  }

  #report(error: unknown): void {
    const { code, message } = toSurecastError(error);
    this.#options.listener({ type: 'warning', code, message });
  }
}

function publisherKey(broadcastId: number, originId: number | ''): string {
  return `${broadcastId}:${originId}`;
}

function readCapabilities(text: string | null): OriginCapabilities | undefined {
  return text === null ? undefined : (JSON.parse(text) as OriginCapabilities);
}
