import { join } from 'node:path';
import type { BroadcastRow, NewBroadcast } from '../catalog/broadcasts.ts';
import { type Catalog, openCatalog } from '../catalog/catalog.ts';
import type { EngineEvent, EngineListener } from '../contract/engine-events.ts';
import type { BroadcastSnapshot, Snapshot } from '../contract/snapshot.ts';
import { SurecastError } from '../contract/surecast-error.ts';
import { defaultUplinkLimits, type UplinkLimits } from '../uploader/uplink.ts';
import { Capture } from './capture.ts';
import type { CapturePlan } from './capture-plan.ts';
import {
  catalogPath,
  type DataDirectory,
  refuseEmptiedCatalog,
  takeDataDirectory,
} from './data-directory.ts';
import { Delivery } from './delivery.ts';
import { livingCapture } from './living-capture.ts';
import { receiptKey } from './receipt-key.ts';
import { reconcile } from './reconcile.ts';
import { broadcastSnapshot } from './snapshot.ts';

export type EngineSettings = {
  readonly dataDirectory: string;
  readonly uplinkLimits?: Partial<UplinkLimits>;
  readonly liveWindowSeconds?: number;
  readonly listener: EngineListener;
};

/** What a new broadcast is; an unfinished one of the same name is taken up instead. */
export type BroadcastOrder = Omit<NewBroadcast, 'startedAtMs'> & { readonly plan: CapturePlan };

const defaultLiveWindowSeconds = 900;
const minPublishIntervalMs = 250;
/** Time that an FFmpeg gets to finish its output, milliseconds. */
const endGraceMs = 5_000;

/**
 * The engine: owns a data directory and wires capture, catalog and delivery. Nothing else does.
 * Made by `openEngine`; ended by `close`, after which the data directory may be taken by another.
 */
export class Engine {
  readonly #directory: DataDirectory;
  readonly #catalog: Catalog;
  readonly #delivery: Delivery;
  readonly #listener: EngineListener;
  readonly #captures = new Map<number, Capture>();
  readonly #background = new Map<number, Promise<void>>();
  readonly #waiting = new Set<() => void>();
  #closed = false;

  constructor(parts: {
    directory: DataDirectory;
    catalog: Catalog;
    delivery: Delivery;
    listener: EngineListener;
  }) {
    this.#directory = parts.directory;
    this.#catalog = parts.catalog;
    this.#delivery = parts.delivery;
    this.#listener = parts.listener;
  }

  get root(): string {
    return this.#directory.root;
  }

  /** To be called when something was verified: whoever waits for a broadcast looks again. */
  progressed(): void {
    for (const look of this.#waiting) look();
  }

  /**
   * Enters a new broadcast, or takes up the unfinished one of that name.
   * @throws SurecastError `BROADCAST_ENDED`
   */
  begin(order: BroadcastOrder): BroadcastRow {
    const known = this.#catalog.broadcasts.byName(order.name);
    if (known === undefined) {
      this.#catalog.durably(() => this.#catalog.broadcasts.insert({ ...order, startedAtMs: Date.now() }));
    } else {
      this.#refuseEnded(known);
      this.#catalog.durably(() => this.#resume(known, order));
    }
    return this.#row(order.name);
  }

  /**
   * Name of a broadcast with these settings whose FFmpeg lives on from an earlier life of the program: the same command
   * given again goes on with it, also when nobody chose a name.
   */
  async livingBroadcast(settings: string): Promise<string | undefined> {
    for (const broadcast of this.unfinished().filter((candidate) => candidate.settings === settings)) {
      if (broadcast.phase === 'capturing' && (await livingCapture(this.#catalog, this.root, broadcast))) {
        return broadcast.name;
      }
    }
    return undefined;
  }

  /** Ends what still captures for other broadcasts, or for this one from another source: it may hold the device. */
  async endOtherCaptures(name: string, settings: string): Promise<void> {
    const others = this.unfinished().filter(
      (broadcast) => broadcast.name !== name || broadcast.settings !== settings,
    );
    for (const broadcast of others) {
      const handle = await livingCapture(this.#catalog, this.root, broadcast);
      await handle?.stop(endGraceMs);
    }
  }

  /**
   * Captures and delivers a broadcast. Resolves when its receipt is verified at every origin.
   * @throws SurecastError when the source never gave anything
   */
  async run(broadcast: BroadcastRow, plan: CapturePlan | undefined): Promise<void> {
    this.#delivery.attach(broadcast);
    if (broadcast.phase === 'capturing') await this.#capture(broadcast, plan);
    if (this.#closed) return;
    const captured = this.#catalog.broadcasts.byName(broadcast.name);
    if (captured === undefined)
      throw new SurecastError('NOTHING_CAPTURED', `${broadcast.name} got nothing from its source.`);
    this.#delivery.captureEnded(captured);
    await this.#untilComplete(broadcast.name);
  }

  /** Takes up what earlier lives left unfinished, but for the broadcasts named: it is delivered in the background. */
  takeUpOthers(except: readonly string[]): void {
    for (const broadcast of this.unfinished()) {
      if (except.includes(broadcast.name) || this.#background.has(broadcast.id)) continue;
      const running = this.run(broadcast, undefined).catch((error: unknown) =>
        this.#listener(asWarning(error)),
      );
      this.#background.set(broadcast.id, running);
    }
  }

  unfinished(): BroadcastRow[] {
    return this.#catalog.broadcasts.list().filter((broadcast) => broadcast.phase !== 'complete');
  }

  /** Resolves when everything in the data directory is delivered. */
  async drain(): Promise<void> {
    this.takeUpOthers([]);
    await Promise.all(this.#background.values());
  }

  /** Stops the capture of a broadcast in order; what was captured is still delivered. */
  stopCapture(broadcast: BroadcastRow): void {
    this.#captures.get(broadcast.id)?.stop();
  }

  /** One broadcast as it is now; undefined when there is none of that name, or the engine is closed. */
  broadcastIfAny(name: string): BroadcastSnapshot | undefined {
    const row = this.#closed ? undefined : this.#catalog.broadcasts.byName(name);
    return row && this.#snapshotOf(row);
  }

  snapshot(): Snapshot {
    const broadcasts = this.#catalog.broadcasts.list().map((broadcast) => this.#snapshotOf(broadcast));
    return { dataDirectory: this.root, running: true, broadcasts };
  }

  /** Absolute path of what an origin shows under a key of a broadcast; undefined when nothing is verified there. */
  watchFile(name: string, rest: string): string | undefined {
    const path = this.#catalog.media.pathOfKey(`${name}/${rest}`);
    return path && join(this.root, path);
  }

  /** Stops everything now. FFmpeg lives on if it still captures; what is undelivered stays in the queue. */
  async close(graceMs = 0): Promise<void> {
    this.#closed = true;
    for (const capture of this.#captures.values()) capture.abandon();
    this.progressed();
    await this.#delivery.stop(graceMs);
    await Promise.allSettled(this.#background.values());
    this.#catalog.close();
    this.#directory.release();
  }

  async #capture(broadcast: BroadcastRow, plan: CapturePlan | undefined): Promise<void> {
    const capture = new Capture({
      catalog: this.#catalog,
      root: this.root,
      broadcast,
      plan,
      listener: this.#listener,
      onEntered: (variantId) => this.#delivery.entered(broadcast.id, variantId),
    });
    this.#captures.set(broadcast.id, capture);
    try {
      await capture.run();
    } finally {
      this.#captures.delete(broadcast.id);
      if (!this.#closed) this.#endCapture(broadcast);
    }
  }

  /** From here on only delivery is left. A broadcast with nothing captured is taken back: there is nothing to attest. */
  #endCapture(broadcast: BroadcastRow): void {
    const isEmpty = this.#catalog.media.lastOf(broadcast.id) === undefined;
    this.#catalog.durably(() => {
      if (isEmpty) this.#catalog.broadcasts.removeEmpty(broadcast.id);
      else this.#catalog.broadcasts.setPhase(broadcast.id, 'delivering', Date.now());
    });
  }

  #untilComplete(name: string): Promise<void> {
    return new Promise((resolve) => {
      const look = () => {
        if (!this.#closed && this.#row(name).phase !== 'complete') return;
        this.#waiting.delete(look);
        resolve();
      };
      this.#waiting.add(look);
      look();
    });
  }

  /** An ended playlist is final: a broadcast that may have one is not captured into any more. */
  #refuseEnded(known: BroadcastRow): void {
    const isOver = this.#catalog.broadcasts
      .destinations(known.id)
      .some((origin) => this.#catalog.uploads.pendingMedia(known.id, origin.id) === 0);
    if (known.phase === 'capturing' || (known.phase === 'delivering' && !isOver)) return;
    throw new SurecastError('BROADCAST_ENDED', `The broadcast ${known.name} has ended.`);
  }

  /** What the playlists have fixed can't change in the middle. */
  #refuseDifferent(known: BroadcastRow, order: BroadcastOrder): void {
    const names = (variants: readonly { readonly name: string }[]) =>
      variants.map((variant) => variant.name).join();
    const isSame =
      known.container === order.container &&
      known.segmentMs === order.segmentMs &&
      names(this.#catalog.broadcasts.variants(known.id)) === names(order.variants);
    if (isSame) return;
    throw new SurecastError(
      'BROADCAST_DIFFERS',
      `The broadcast ${known.name} was begun as ${known.container}, segments of ${known.segmentMs / 1000} s, ${names(this.#catalog.broadcasts.variants(known.id))}.`,
    );
  }

  #resume(known: BroadcastRow, order: BroadcastOrder): void {
    const { broadcasts, uploads } = this.#catalog;
    this.#refuseDifferent(known, order);
    broadcasts.setSettings(known.id, order.settings);
    broadcasts.setPhase(known.id, 'capturing');
    for (const url of order.originUrls) broadcasts.addDestination(known.id, url);
    for (const origin of broadcasts.destinations(known.id)) uploads.queueMissing(known.id, origin.id);
  }

  #row(name: string): BroadcastRow {
    const row = this.#catalog.broadcasts.byName(name);
    if (row === undefined) throw new SurecastError('BROADCAST_UNKNOWN', `There is no broadcast ${name}.`);
    return row;
  }

  #snapshotOf(broadcast: BroadcastRow): BroadcastSnapshot {
    return broadcastSnapshot(this.#catalog, broadcast, (originId) => {
      const gate = this.#delivery.gateOf(originId);
      return gate && { gate, workers: this.#delivery.workersOf(originId) };
    });
  }
}

function asWarning(error: unknown): EngineEvent {
  const { code, message } =
    error instanceof SurecastError ? error : { code: 'INTERNAL' as const, message: String(error) };
  return { type: 'warning', code, message };
}

/**
 * Takes hold of a data directory and brings catalog and disk together.
 * @throws SurecastError `DATA_DIR_UNWRITABLE`, `DATA_DIR_IN_USE`, `CATALOG_DAMAGED`, `CATALOG_TOO_NEW`
 */
export async function openEngine(settings: EngineSettings): Promise<Engine> {
  const directory = takeDataDirectory(settings.dataDirectory);
  try {
    refuseEmptiedCatalog(directory.root);
    const catalog = openCatalog(catalogPath(directory.root));
    await reconcile(catalog, directory.root, settings.listener);
    const progress: { report: () => void } = { report: () => undefined };
    const delivery = new Delivery({
      catalog,
      root: directory.root,
      receiptKey: await receiptKey(directory.root),
      limits: { ...defaultUplinkLimits, ...settings.uplinkLimits },
      liveWindowSeconds: settings.liveWindowSeconds ?? defaultLiveWindowSeconds,
      minPublishIntervalMs,
      listener: settings.listener,
      onProgress: () => progress.report(),
    });
    const engine = new Engine({ directory, catalog, delivery, listener: settings.listener });
    progress.report = () => engine.progressed();
    return engine;
  } catch (error) {
    directory.release();
    throw error;
  }
}
