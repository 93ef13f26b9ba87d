import { join } from 'node:path';
import type { BroadcastRow, DestinationRow, NewBroadcast } from '../catalog/broadcasts.ts';
import type { Catalog } from '../catalog/catalog.ts';
import type { ConnectionSettings } from '../contract/connection.ts';
import type { EngineListener } from '../contract/engine-events.ts';
import type { AccessOf } from '../contract/origin-access.ts';
import type { BroadcastSnapshot, DiskSnapshot, Snapshot } from '../contract/snapshot.ts';
import { SurecastError } from '../contract/surecast-error.ts';
import { settlesWithin } from '../encoder/settles-within.ts';
import { asWarning } from './as-warning.ts';
import { Capture } from './capture.ts';
import type { CapturePlan } from './capture-plan.ts';
import type { DataDirectory } from './data-directory.ts';
import type { Delivery } from './delivery.ts';
import { diskError } from './disk/disk-error.ts';
import type { DiskGuard } from './disk/disk-guard.ts';
import { keepReserveSetting } from './disk/reserve-setting.ts';
import type { Retention } from './disk/retention.ts';
import { endCapture, nothingCaptured } from './end-capture.ts';
import { deliveryTuning, type EngineTuning } from './engine-tuning.ts';
import type { Desk } from './handover/owned-catalog.ts';
import { livingCapture } from './living-capture.ts';
import { type OnAirProgress, onAirProgress } from './on-air-progress.ts';
import { isToBeCaptured, refuseEnded } from './resumable.ts';
import { resumeBroadcast } from './resume-broadcast.ts';
import { Senses } from './senses/senses.ts';
import { broadcastSnapshot } from './snapshot.ts';
import type { StartupChecks } from './startup-checks.ts';
import {
  type DestinationProgress,
  drainPatience,
  type OptionalPatience,
  optionalPatience,
  untilDelivered,
} from './until-delivered.ts';

export type EngineSettings = EngineTuning & {
  readonly dataDirectory: string;
  /** Endpoint, region and keys of an origin; by default AWS's own variables and files. */
  readonly accessOf?: AccessOf;
  /** How to connect to an origin, by its canonical URL; by default as the system does. */
  readonly connectionOf?: (originUrl: string) => ConnectionSettings | undefined;
  readonly listener: EngineListener;
};

/** What a new broadcast is; an unfinished one of the same name is taken up instead. */
export type BroadcastOrder = Omit<NewBroadcast, 'startedAtMs'> & { readonly plan: CapturePlan };

/** Time that an FFmpeg gets to finish its output, milliseconds. */
const endGraceMs = 5_000;
/** The same for one that was asked to end, when the engine is closed at once. */
const closeGraceMs = 1_000;
/** Whatever happens, closing does not wait for longer for the end of an FFmpeg. */
const closeMostMs = 4_000;

/**
 * The engine: owns a data directory and wires capture, catalog and delivery. Nothing else does.
 * Made by `openEngine`; ended by `close`, after which the data directory may be taken by another.
 */
export class Engine {
  /** What the source shows while it is captured. */
  readonly senses = new Senses();
  readonly #directory: DataDirectory;
  readonly #catalog: Catalog;
  readonly #delivery: Delivery;
  readonly #disk: DiskGuard;
  readonly #retention: Retention;
  readonly #checks: StartupChecks;
  readonly #listener: EngineListener;
  readonly #captures = new Map<number, Capture>();
  readonly #background = new Map<number, Promise<void>>();
  readonly #running = new Set<number>();
  readonly #waiting = new Set<() => void>();
  #closed = false;

  constructor(parts: {
    directory: DataDirectory;
    catalog: Catalog;
    delivery: Delivery;
    disk: DiskGuard;
    retention: Retention;
    checks: StartupChecks;
    listener: EngineListener;
  }) {
    this.#directory = parts.directory;
    this.#catalog = parts.catalog;
    this.#delivery = parts.delivery;
    this.#disk = parts.disk;
    this.#retention = parts.retention;
    this.#checks = parts.checks;
    this.#listener = parts.listener;
  }

  get root(): string {
    return this.#directory.root;
  }

  /** Resolves when the catalog is found damaged, as it is looked through after the start or while it is used: the engine is to be closed. */
  get damage(): Promise<SurecastError> {
    return Promise.race([this.#checks.damage, this.#catalog.damage]);
  }

  /** Whether the catalog was found damaged while it was used: it can't be asked any more. */
  get isDamaged(): boolean {
    return this.#catalog.isDamaged;
  }

  /** To be called when something was verified: whoever waits for a broadcast looks again. */
  progressed(): void {
    for (const look of this.#waiting) look();
  }

  /**
   * Enters a new broadcast, or takes up the unfinished one of that name.
   * @throws SurecastError `BROADCAST_ENDED`, `BROADCAST_HANDED_OVER`, `BROADCAST_DIFFERS`
   */
  begin(order: BroadcastOrder): BroadcastRow {
    const known = this.#catalog.broadcasts.byName(order.name);
    if (known === undefined) {
      this.#enter(() => this.#catalog.broadcasts.insert({ ...order, startedAtMs: Date.now() }));
    } else {
      refuseEnded(this.#catalog, known);
      this.#enter(() => resumeBroadcast(this.#catalog, known, order, this.#listener));
    }
    return this.#row(order.name);
  }

  #enter(work: () => unknown): void {
    try {
      this.#catalog.durably(work);
    } catch (error) {
      throw diskError(this.root, error) ?? error;
    }
  }

  /**
   * Name of a broadcast with these settings whose FFmpeg lives on from an earlier life of the program: the same command
   * given again goes on with it, also when nobody chose a name.
   */
  async livingBroadcast(settings: string): Promise<string | undefined> {
    for (const broadcast of this.interrupted().filter((candidate) => candidate.settings === settings)) {
      if (await livingCapture(this.#catalog, this.root, broadcast)) return broadcast.name;
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
   * Captures and delivers a broadcast. Resolves when its receipt is verified at every required origin, and at every
   * optional one that does not keep it waiting for long (`patience`); the delivery there goes on until `close`. One that
   * was stopped before it had anything is taken back.
   * @throws SurecastError when the source never gave anything
   */
  async run(
    broadcast: BroadcastRow,
    plan: CapturePlan | undefined,
    patience: OptionalPatience = optionalPatience,
  ): Promise<void> {
    this.#running.add(broadcast.id);
    try {
      await this.#run(broadcast, plan, patience);
    } finally {
      this.#running.delete(broadcast.id);
    }
  }

  async #run(
    broadcast: BroadcastRow,
    plan: CapturePlan | undefined,
    patience: OptionalPatience,
  ): Promise<void> {
    this.#delivery.attach(broadcast);
    const isStopped = broadcast.phase === 'capturing' && (await this.#capture(broadcast, plan));
    if (this.#closed) return;
    const captured = this.#catalog.broadcasts.byName(broadcast.name);
    if (captured === undefined) return this.#listener(nothingCaptured(broadcast.name, isStopped));
    this.#delivery.captureEnded(captured);
    await this.#untilDelivered(captured, patience);
  }

  /** Takes up what earlier lives left unfinished, but for the broadcasts named: it is delivered in the background. */
  takeUpOthers(except: readonly string[]): void {
    for (const broadcast of this.unfinished()) {
      const isKnown = this.#background.has(broadcast.id) || this.#running.has(broadcast.id);
      if (isKnown || except.includes(broadcast.name)) continue;
      const running = this.run(broadcast, undefined, drainPatience).catch((error: unknown) =>
        this.#listener(asWarning(error)),
      );
      this.#background.set(broadcast.id, running);
    }
  }

  /** The data directory and its catalog, for what works on them while the engine runs. */
  get desk(): Desk {
    return { root: this.root, catalog: this.#catalog };
  }

  /**
   * Lets go of broadcasts that nothing captures while `work` hands them over to another machine. What is not handed over
   * when it has ended, or failed, is delivered from here again.
   */
  async letGo<T>(broadcasts: readonly BroadcastRow[], work: (desk: Desk) => Promise<T>): Promise<T> {
    for (const { id } of broadcasts) this.#delivery.detach(id);
    try {
      return await work(this.desk);
    } finally {
      for (const { id, name } of this.#closed ? [] : broadcasts) {
        const now = this.#row(name);
        if (now.handedOverAtMs !== null) this.#background.delete(id);
        else if (now.phase !== 'complete') this.#delivery.attach(now);
      }
      this.progressed();
    }
  }

  /** What `accessOf` says of an origin is not what it was: what it blocked is tried again at once. */
  accessChanged(originUrl: string): void {
    this.#delivery.accessChanged(originUrl);
  }

  /** Other settings than those that it was opened with hold from now on. */
  async retune(tuning: EngineTuning): Promise<void> {
    this.#delivery.retune(deliveryTuning(tuning));
    this.#disk.changeReserve(tuning.diskReserveMegabytes);
    this.#retention.changeRules(tuning.retention);
    await keepReserveSetting(this.root, tuning.diskReserveMegabytes);
  }

  /** What this engine has to do: without broadcasts that another machine delivers. */
  unfinished(): BroadcastRow[] {
    return this.#catalog.broadcasts
      .list()
      .filter((broadcast) => broadcast.phase !== 'complete' && broadcast.handedOverAtMs === null);
  }

  /** Their names; none when the engine is closed. */
  unfinishedNames(): string[] {
    return this.#closed ? [] : this.unfinished().map(({ name }) => name);
  }

  /** Resolves when everything in the data directory is delivered, but for optional origins that make no progress. */
  async drain(): Promise<void> {
    this.takeUpOthers([]);
    await Promise.all(this.#background.values());
  }

  /** Stops the capture of a broadcast in order; what was captured is still delivered. Holds also if the program ends before it does. */
  stopCapture(broadcast: BroadcastRow): void {
    this.#noteStop(broadcast);
    this.#captures.get(broadcast.id)?.stop();
  }

  /** Broadcasts whose capture an earlier life of the program left in the middle, and nobody has asked for its end. The newest last. */
  interrupted(): BroadcastRow[] {
    return this.unfinished().filter((each) => isToBeCaptured(each) && !this.#captures.has(each.id));
  }

  /** They are not captured any more; what there is of them is still delivered. */
  stopInterrupted(): void {
    for (const broadcast of this.interrupted()) this.#noteStop(broadcast);
  }

  /** Written before it returns, unless the disk is in the way: then as soon as it lets it. */
  #noteStop({ id }: BroadcastRow): void {
    const [atMs, stopped] = [Date.now(), this.#captures.get(id)];
    // Who went on air again meanwhile did not ask for this stop.
    const isPast = () => this.#captures.has(id) && this.#captures.get(id) !== stopped;
    const note = () =>
      isPast() || this.#catalog.durably(() => this.#catalog.broadcasts.setStopAsked(id, atMs));
    // The end of the capture waits for no catalog, not even a damaged one.
    this.#disk.persist(note).catch((error: unknown) => this.#listener(asWarning(error)));
  }

  /** Resolves when nothing is captured for a broadcast any more: only then may a capture of it begin anew. */
  async captureSettled(name: string): Promise<void> {
    const id = this.#catalog.broadcasts.byName(name)?.id;
    await (id === undefined ? undefined : this.#captures.get(id)?.settled);
  }

  /** Folder of the run that is captured now, for a broadcast; undefined when there is none. */
  runDirectory(broadcast: BroadcastRow): string | undefined {
    const run = this.#captures.get(broadcast.id)?.current?.run;
    return run && join(this.root, run.directory);
  }

  /** One broadcast as it is now; undefined when there is none of that name, or the engine is closed. */
  broadcastIfAny(name: string): BroadcastSnapshot | undefined {
    const row = this.#closed ? undefined : this.#catalog.broadcasts.byName(name);
    return row && this.#snapshotOf(row);
  }

  /** The newest segments of a broadcast and its oldest unverified one; undefined when there is none of that name. */
  progressOf(name: string): OnAirProgress | undefined {
    const row = this.#closed ? undefined : this.#catalog.broadcasts.byName(name);
    return row && onAirProgress(this.#catalog, row);
  }

  /** Name of the broadcast that was begun last. */
  newest(): string | undefined {
    return this.#closed ? undefined : this.#catalog.broadcasts.list().at(-1)?.name;
  }

  snapshot(): Snapshot {
    const broadcasts = this.#catalog.broadcasts.list().map((broadcast) => this.#snapshotOf(broadcast));
    return { dataDirectory: this.root, running: true, disk: this.disk(), broadcasts };
  }

  /** The disk as it is now; null when it does not answer. */
  disk(): DiskSnapshot | null {
    return this.#disk.snapshot();
  }

  /** Absolute path of what an origin shows under a key of a broadcast; undefined when nothing is verified there. */
  watchFile(name: string, rest: string): string | undefined {
    const path = this.#catalog.media.pathOfKey(`${name}/${rest}`);
    return path && join(this.root, path);
  }

  /** Stops everything now. FFmpeg lives on if it still captures; what is undelivered stays in the queue. */
  async close(graceMs = 0): Promise<void> {
    this.#closed = true;
    const letGo = [...this.#captures.values()].map((capture) => capture.abandon(closeGraceMs));
    const capturesEnded = settlesWithin(Promise.allSettled(letGo), closeMostMs);
    this.#disk.stop();
    await Promise.all([this.#retention.stop(), this.#checks.stop()]);
    this.progressed();
    await Promise.all([this.#delivery.stop(graceMs), capturesEnded]);
    await Promise.allSettled(this.#background.values());
    this.#catalog.close();
    this.#directory.release();
  }

  /** @returns whether its end was asked for */
  async #capture(broadcast: BroadcastRow, plan: CapturePlan | undefined): Promise<boolean> {
    const capture = new Capture({
      catalog: this.#catalog,
      root: this.root,
      broadcast,
      plan,
      disk: this.#disk,
      senses: this.senses,
      listener: this.#listener,
      onEntered: (variantId) => this.#delivery.entered(broadcast.id, variantId),
    });
    this.#captures.set(broadcast.id, capture);
    try {
      await capture.run();
      return capture.isStopAsked || broadcast.stopAskedAtMs !== null;
    } finally {
      // Of a damaged catalog nobody knows whether the capture is over.
      if (!this.#closed && !this.isDamaged)
        await this.#disk.persist(() => endCapture(this.#catalog, broadcast));
      this.#captures.delete(broadcast.id);
      capture.settle();
    }
  }

  #untilDelivered(broadcast: BroadcastRow, patience: OptionalPatience): Promise<void> {
    const progressAt = (origin: DestinationRow): DestinationProgress => ({
      isComplete: origin.complete === 1,
      isOptional: origin.optional === 1,
      answersWell: this.#delivery.gateOf(origin.id)?.state === 'open',
      lastVerifiedMs: this.#delivery.lastVerifiedMs(origin.id),
    });
    const isOurs = () =>
      !this.#closed && this.#catalog.broadcasts.byName(broadcast.name)?.handedOverAtMs === null;
    const destinations = () =>
      isOurs() ? this.#catalog.broadcasts.destinations(broadcast.id).map(progressAt) : undefined;
    const onProgress = (look: () => void) => {
      this.#waiting.add(look);
      return () => this.#waiting.delete(look);
    };
    return untilDelivered({ destinations, onProgress }, patience);
  }

  #row(name: string): BroadcastRow {
    const row = this.#catalog.broadcasts.byName(name);
    if (row === undefined) throw new SurecastError('BROADCAST_UNKNOWN', `There is no broadcast ${name}.`);
    return row;
  }

  #snapshotOf(broadcast: BroadcastRow): BroadcastSnapshot {
    return broadcastSnapshot(this.#catalog, broadcast, (originId) => {
      const gate = this.#delivery.gateOf(originId);
      if (gate === undefined) return undefined;
      const workers = this.#delivery.workersOf(originId);
      return { gate, workers, networkInterface: this.#delivery.interfaceOf(originId) };
    });
  }
}
