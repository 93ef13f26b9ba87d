import { setTimeout as sleep } from 'node:timers/promises';
import { isDeepStrictEqual } from 'node:util';
import type { UploadRow } from '../catalog/upload-rows.ts';
import { longestWaitMs } from '../catalog/upload-transition.ts';
import type { Lane } from '../catalog/uploads.ts';
import type { Proof } from '../contract/origin.ts';
import type { OriginAccess } from '../contract/origin-access.ts';
import type { DeliveryFailure, UploadStep, WorkerSettings } from '../contract/worker-messages.ts';
import { type BackoffLimits, backoffMs } from './backoff.ts';
import { GateKeeper } from './gate-keeper.ts';
import { InterfaceSwitch } from './interface-switch.ts';
import { isHarmedInit, isMedia } from './kept-media.ts';
import { LaneTraffic } from './lane-traffic.ts';
import { objectToStore } from './object-to-store.ts';
import type { OriginGate } from './origin-gate.ts';
import { createLaneShare, LaneShare } from './pace/lane-share.ts';
import { SpareTransfer } from './spare-transfer.ts';
import type { UplinkOptions, UplinkTuning } from './uplink-options.ts';
import type { AttemptOutcome, UplinkWorker } from './uplink-worker.ts';
import { desiredWorkers } from './worker-count.ts';
import { WorkerCrew } from './worker-crew.ts';

/** Wait before the catalog is written again after it could not be. */
const troubleRetryMs = 1_000;

/** Attempts after which a corrected conflict is tried again with a pause: an origin may contradict itself. */
const quickConflictAttempts = 3;

/** The workers of one origin and the queue that feeds them. */
export class Uplink {
  #options: UplinkOptions;
  readonly #crew: WorkerCrew;
  /** What is under way, with when each began. */
  readonly #attempts = new Map<Promise<void>, number>();
  /** Uploads whose last attempt failed after the origin had said yes: they need no sending, but a proof. */
  readonly #unproved = new Set<number>();
  readonly #keeper: GateKeeper;
  readonly #spare: SpareTransfer;
  readonly #random: () => number;
  readonly #lanes = createLaneShare();
  readonly #traffic: LaneTraffic;
  #switch: InterfaceSwitch | undefined;
  #timer: NodeJS.Timeout | undefined;
  #troubleSaid: string | undefined;
  #stopped = false;

  constructor(options: UplinkOptions) {
    this.#options = options;
    this.#random = options.random ?? Math.random;
    this.#crew = new WorkerCrew({
      settings: () => this.#workerSettings(),
      access: options.access,
      capabilities: options.capabilities,
      transfersPerWorker: options.limits.transfersPerWorker,
      onCapabilities: options.listener.onCapabilities,
    });
    this.#switch = this.#createSwitch();
    this.#keeper = new GateKeeper({
      limits: options.limits,
      random: this.#random,
      ask: () => this.#ask(),
      onGate: options.listener.onGate,
      onAnswer: () => this.wake(),
    });
    this.#spare = new SpareTransfer({
      paceMs: options.limits.questionMs,
      ask: () => this.#ask(),
      onGranted: () => this.wake(),
    });
    this.#traffic = new LaneTraffic(new LaneShare(this.#lanes, options.limits.backfillShare), this.#room);
  }

  get originId(): number {
    return this.#options.originId;
  }

  get originUrl(): string {
    return this.#options.originUrl;
  }

  get gate(): OriginGate {
    return this.#keeper.gate;
  }

  get workerCount(): number {
    return this.#crew.size;
  }

  /** The network interface in use; undefined: as the system routes. */
  get networkInterface(): string | undefined {
    return this.#switch?.current ?? this.#options.interfaces?.[0];
  }

  /** Gets a worker ready before there is anything to send: the first segment of a broadcast is not to wait for it. */
  warmUp(): void {
    if (this.#crew.size === 0 && !this.#stopped) this.#crew.start();
  }

  /** The origin is reached otherwise from now on, with other keys than before: what was blocked is tried at once. */
  changeAccess(access: OriginAccess | undefined): void {
    this.#crew.changeAccess(access);
    this.#keeper.cured();
    this.#options.uploads.cureAll(this.originId);
    this.wake();
  }

  /** Other limits and interfaces hold from now on; what is under way ends as it began. */
  retune(tuning: UplinkTuning): void {
    const { limits, interfaces, interfaceReturnMs } = this.#options;
    if (isDeepStrictEqual({ limits, interfaces, interfaceReturnMs }, tuning)) return;
    this.#options = { ...this.#options, ...tuning };
    this.#switch?.stop();
    this.#switch = this.#createSwitch();
    this.#traffic.setRoom(this.#room);
    this.#crew.renew();
    this.wake();
  }

  /** While a broadcast is live in `live-edge` order its newest segments, of this length, come before all else. */
  setLive(segmentMs: number | undefined): void {
    this.#traffic.setLive(segmentMs);
    this.wake();
  }

  /** Starts what can be started now. Call it whenever something was queued; it is cheap when there is nothing. */
  wake(): void {
    if (this.#stopped) return;
    clearTimeout(this.#timer);
    this.#timer = undefined;
    try {
      this.#startWhatMayStart();
      this.#sleep();
    } catch (error) {
      this.#sayTrouble(error);
      this.#timer = setTimeout(() => this.wake(), troubleRetryMs);
    }
  }

  #startWhatMayStart(): void {
    while (this.#keeper.mayAttempt(this.#attempts.values())) {
      if (!this.#hasRoom()) return this.#noteCrowd();
      const upload = this.#options.uploads.takeNext(this.originId, Date.now(), this.#lane);
      if (upload === undefined) return;
      this.#start(this.#workerToUse(), upload);
    }
  }

  #noteCrowd(): void {
    const dueMs = this.#options.uploads.nextDueMs(this.originId, this.#lane);
    if (dueMs !== undefined && dueMs <= Date.now()) this.#spare.crowded(this.#attempts.values());
  }

  /** Lets the running attempts end for at most `graceMs`, then ends the workers; unfinished uploads are queued again. */
  async stop(graceMs: number): Promise<void> {
    this.#stopped = true;
    this.#switch?.stop();
    clearTimeout(this.#timer);
    this.#keeper.stop();
    this.#spare.stop();
    const grace = new AbortController();
    const timeout = new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, graceMs);
      grace.signal.addEventListener('abort', () => clearTimeout(timer));
    });
    await Promise.race([Promise.all(this.#attempts.keys()), timeout]);
    grace.abort();
    await this.#crew.terminate();
    await Promise.all(this.#attempts.keys());
  }

  get #lane(): Lane {
    return this.#traffic.mayTakeBackfill() ? 'all' : 'live';
  }

  /** Whether a worker can take one more transfer, or one more worker may be started for a file that waits. */
  #hasRoom(): boolean {
    if (this.#crew.roomiest() !== undefined || this.#mayStartWorker()) return true;
    return this.#attempts.size < this.#room + this.#spare.room;
  }

  /** How many transfers all workers have together at most. */
  get #room(): number {
    const { maxWorkers, transfersPerWorker } = this.#options.limits;
    return maxWorkers * transfersPerWorker;
  }

  #mayStartWorker(): boolean {
    const workers = this.#crew.size;
    return desiredWorkers({ busy: workers, workers, waitingFiles: true }, this.#options.limits) > workers;
  }

  /** Where there is room; the spare transfer goes to any worker. */
  #workerToUse(): UplinkWorker {
    const roomiest = this.#crew.roomiest();
    if (roomiest !== undefined) return roomiest;
    return (this.#mayStartWorker() ? undefined : this.#crew.any()) ?? this.#crew.start();
  }

  #workerSettings(): Omit<WorkerSettings, 'access' | 'capabilities'> {
    const { originUrl, connection, rate, limits } = this.#options;
    const pace = { rate, lanes: { shared: this.#lanes, backfillShare: limits.backfillShare } };
    return { originUrl, connection, firstInterface: this.networkInterface, pace };
  }

  #start(worker: UplinkWorker, upload: UploadRow): void {
    const { dataDirectory, limits } = this.#options;
    const startedMs = performance.now();
    const object = objectToStore(upload, dataDirectory);
    const over = this.networkInterface;
    const isStored = this.#unproved.delete(upload.id);
    const lane = this.#traffic.laneOf(upload);
    const request = { uploadId: upload.id, object, isStored, networkInterface: over, lane };
    const attempt = worker
      .deliver(
        request,
        limits.patienceMs(upload.sizeBytes),
        () => this.#noteStored(upload),
        (step) => this.#noteStep(upload.id, step),
      )
      .then(async (outcome) => {
        this.#crew.forgetDead(worker);
        this.#traffic.ended(upload.id);
        this.#judgeInterface(over, outcome, startedMs);
        await this.#settleUntilDone(upload, outcome, startedMs);
        this.#attempts.delete(attempt);
        this.#spare.ended(startedMs, outcome.type === 'verified', this.#attempts.values());
        this.wake();
      });
    this.#attempts.set(attempt, startedMs);
    this.#traffic.started(upload);
  }

  #noteStep(uploadId: number, step: UploadStep): void {
    if (step === 'waiting') return;
    this.#traffic.answered(uploadId);
    this.wake();
  }

  #createSwitch(): InterfaceSwitch | undefined {
    const { interfaces = [], interfaceReturnMs, listener } = this.#options;
    if (interfaces.length < 2) return undefined;
    return new InterfaceSwitch({
      interfaces,
      settleMs: interfaceReturnMs,
      tryOver: (name) => this.#askingWorker().ask(name),
      abandon: (name) => this.#crew.abandon(name),
      onUse: (name) => listener.onInterface?.(name),
    });
  }

  #askingWorker(): UplinkWorker {
    return this.#crew.roomiest() ?? this.#crew.any() ?? this.#crew.start();
  }

  async #ask(): Promise<boolean> {
    const over = this.networkInterface;
    const startedMs = performance.now();
    const isAnswered = await this.#askingWorker().ask(over);
    if (!isAnswered) this.#switch?.failed(over, startedMs);
    return isAnswered;
  }

  #judgeInterface(over: string | undefined, outcome: AttemptOutcome, startedMs: number): void {
    if (outcome.type === 'verified') this.#switch?.worked(over);
    else if (outcome.type === 'failed' && outcome.failure.ofTheLink) this.#switch?.failed(over, startedMs);
  }

  /** Good to know after a crash, and no more: a full disk may forget it. */
  #noteStored(upload: UploadRow): void {
    try {
      this.#options.uploads.apply(upload.id, { type: 'stored' });
    } catch (error) {
      this.#sayTrouble(error);
    }
  }

  /** What a worker found out must not be forgotten because the disk is full. Settling is safe to repeat. */
  async #settleUntilDone(upload: UploadRow, outcome: AttemptOutcome, startedMs: number): Promise<void> {
    for (;;) {
      try {
        const isRestored = isHarmedInit(upload, outcome) && (await this.#options.listener.restore(upload));
        if (isRestored) this.#waitBriefly(upload, outcome.failure);
        else this.#settle(upload, outcome, startedMs);
        this.#troubleSaid = undefined;
        return;
      } catch (error) {
        this.#sayTrouble(error);
        // The next life of the program returns it to the queue.
        if (this.#stopped) return;
        await sleep(troubleRetryMs);
      }
    }
  }

  #sayTrouble(error: unknown): void {
    const message = String(error);
    if (message === this.#troubleSaid) return;
    this.#troubleSaid = message;
    this.#options.listener.onTrouble(error);
  }

  #settle(upload: UploadRow, outcome: AttemptOutcome, startedMs: number): void {
    if (outcome.type === 'worker-died') return this.#settleDeath(upload, outcome.reason, startedMs);
    if (outcome.type === 'verified') this.#settleVerified(upload, outcome.proof);
    else this.#settleFailure(upload, outcome.failure, startedMs);
  }

  #settleVerified(upload: UploadRow, proof: Proof): void {
    const { uploads, listener } = this.#options;
    if (this.#keeper.succeeded()) {
      // Also behind a link that only waited: what was blocked before is asked again now, not after the whole backlog.
      uploads.cureAll(this.originId);
    }
    // The worker's `stored` may have found the disk full.
    uploads.apply(upload.id, { type: 'stored' });
    const isNews = uploads.apply(upload.id, { type: 'verified', proof, atMs: Date.now() });
    if (!isNews && uploads.byId(upload.id)?.state !== 'verified') return;
    listener.onVerified(upload);
  }

  /**
   * The upload goes back to the queue: at once when we ended the worker, else behind the others for a while, since it
   * may be what kills workers.
   */
  #settleDeath(upload: UploadRow, reason: string, startedMs: number): void {
    const { uploads, listener } = this.#options;
    if (this.#stopped) return uploads.giveBack(upload.id);
    const error = { code: 'INTERNAL', message: `The uplink worker died: ${reason}.` } as const;
    const notBeforeMs = Date.now() + this.#waitMs(upload, this.#options.limits.object);
    if (!uploads.apply(upload.id, { type: 'failed', error, notBeforeMs })) return;
    this.#keeper.failed({ class: 'answered', error, startedMs });
    listener.onWorkerDied(reason);
  }

  #waitMs(upload: UploadRow, limits: BackoffLimits): number {
    return backoffMs(Math.max(1, upload.attempts), limits, this.#random());
  }

  #settleFailure(upload: UploadRow, failure: DeliveryFailure, startedMs: number): void {
    const { uploads, listener, limits } = this.#options;
    const error = { code: failure.code, message: failure.message };
    const { retryAfterMs } = failure;
    if (failure.isStored === true) this.#unproved.add(upload.id);
    switch (failure.class) {
      case 'unstable': {
        const waitMs = Math.max(
          this.#waitMs(upload, limits.stumble),
          Math.min(retryAfterMs ?? 0, longestWaitMs / 2),
        );
        uploads.apply(upload.id, { type: 'failed', error, notBeforeMs: Date.now() + waitMs });
        const isSilent = failure.code === 'ORIGIN_UNREACHABLE';
        return this.#keeper.failed({
          class: isSilent ? 'silent' : 'answered',
          error,
          startedMs,
          retryAfterMs,
        });
      }
      case 'blocked':
        uploads.apply(upload.id, { type: 'blocked', error, notBeforeMs: 0 });
        return this.#keeper.failed({ class: 'blocked', error, startedMs, retryAfterMs });
      case 'local':
        uploads.apply(upload.id, isMedia(upload) ? { type: 'lost', error } : { type: 'superseded' });
        return listener.onLost(upload, error);
      case 'object':
        return this.#settleObjectFailure(upload, failure);
    }
  }

  /** Its file is as it was recorded again. Not at once: what harmed it may go on doing so. */
  #waitBriefly(upload: UploadRow, { code, message }: DeliveryFailure): void {
    const notBeforeMs = Date.now() + this.#waitMs(upload, this.#options.limits.stumble);
    this.#options.uploads.apply(upload.id, { type: 'failed', error: { code, message }, notBeforeMs });
  }

  #settleObjectFailure(upload: UploadRow, failure: DeliveryFailure): void {
    const { uploads, listener } = this.#options;
    const error = { code: failure.code, message: failure.message };
    const verdict = failure.existing === undefined ? undefined : listener.onConflict(upload, failure);
    const notBeforeMs = Date.now() + this.#waitMs(upload, this.#options.limits.object);
    const isQuick = verdict === 'retry' && upload.attempts <= quickConflictAttempts;
    if (verdict === 'superseded') uploads.apply(upload.id, { type: 'superseded' });
    else if (isQuick) uploads.apply(upload.id, { type: 'failed', error, notBeforeMs: 0 });
    else if (verdict === 'foreign') uploads.apply(upload.id, { type: 'blocked', error, notBeforeMs });
    else uploads.apply(upload.id, { type: 'failed', error, notBeforeMs });
  }

  /** Sets the timer for the next moment at which something can be tried. */
  #sleep(): void {
    const untilOpen = this.#keeper.waitMs(this.#attempts.values());
    if (untilOpen === undefined || (this.#attempts.size > 0 && !this.#hasRoom())) return;
    const dueMs = this.#options.uploads.nextDueMs(this.originId, this.#lane);
    if (dueMs === undefined) return;
    const untilDue = dueMs - Date.now() > longestWaitMs ? 0 : dueMs - Date.now();
    this.#timer = setTimeout(() => this.wake(), Math.max(1, untilDue, untilOpen));
  }
}
