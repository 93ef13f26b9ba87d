import { setTimeout as sleep } from 'node:timers/promises';
import { longestWaitMs, type UploadError } from '../catalog/upload-transition.ts';
import type { UploadRow, Uploads } from '../catalog/uploads.ts';
import type { OriginCapabilities, Proof } from '../contract/origin.ts';
import type { DeliveryFailure } from '../contract/worker-messages.ts';
import { backoffMs } from './backoff.ts';
import { objectToStore } from './object-to-store.ts';
import { type GateLimits, gateAfterFailure, mayAttempt, type OriginGate, openGate } from './origin-gate.ts';
import { type AttemptOutcome, UplinkWorker } from './uplink-worker.ts';
import { desiredWorkers, type WorkerLimits } from './worker-count.ts';

export type UplinkLimits = GateLimits &
  WorkerLimits & {
    /** How many files one worker has in hand: while one is sent, another waits for its proof. */
    readonly transfersPerWorker: number;
    /** Waits between attempts at one object that alone fails (a checksum refused, a proof that differs). */
    readonly object: { readonly retryMinMs: number; readonly retryMaxMs: number };
    /** How long a worker may say nothing about a file of this size before it is taken for hung. */
    readonly patienceMs: (sizeBytes: number) => number;
  };

export const defaultUplinkLimits: UplinkLimits = {
  minWorkers: 1,
  maxWorkers: 2,
  transfersPerWorker: 4,
  unstable: { retryMinMs: 250, retryMaxMs: 15_000 },
  blocked: { retryMinMs: 2_000, retryMaxMs: 20_000 },
  object: { retryMinMs: 250, retryMaxMs: 30_000 },
  // Twice the origin's own deadline (10 s and 16 KiB/s for each of its two requests), and room to spare.
  patienceMs: (sizeBytes) => 60_000 + (sizeBytes / (16 * 1024)) * 4_000,
};

/** What an uplink tells the engine. All calls are synchronous and must not throw. */
export type UplinkListener = {
  readonly onVerified: (upload: UploadRow) => void;
  /** The local file is gone or not what was recorded; the upload is `lost`. */
  readonly onLost: (upload: UploadRow, error: UploadError) => void;
  /** The origin holds something else under this key. Returns whether the conflict was settled. */
  readonly onConflict: (upload: UploadRow, failure: DeliveryFailure) => ConflictVerdict;
  readonly onGate: (gate: OriginGate) => void;
  readonly onCapabilities: (capabilities: OriginCapabilities) => void;
  readonly onWorkerDied: (reason: string) => void;
  /** The catalog could not be written (a full disk): said once, and tried again until it passes. */
  readonly onTrouble: (error: unknown) => void;
};

/**
 * `retry`: what it may replace was corrected, try again now; `superseded`: the origin has a newer version of ours;
 * `foreign`: not ours, a person is needed.
 */
export type ConflictVerdict = 'retry' | 'superseded' | 'foreign';

export type UplinkOptions = {
  readonly originId: number;
  readonly originUrl: string;
  readonly capabilities: OriginCapabilities | undefined;
  readonly dataDirectory: string;
  readonly uploads: Uploads;
  readonly limits: UplinkLimits;
  readonly listener: UplinkListener;
  readonly random?: () => number;
};

/** Wait before the catalog is written again after it could not be. */
const troubleRetryMs = 1_000;

/** After so many deaths in a row without any answer the origin is not tried at full speed any more. */
const deathsBeforeWaiting = 3;

/** Attempts after which a corrected conflict is tried again with a pause: an origin may contradict itself. */
const quickConflictAttempts = 3;

/** The workers of one origin and the queue that feeds them. */
export class Uplink {
  readonly #options: UplinkOptions;
  readonly #workers = new Set<UplinkWorker>();
  readonly #attempts = new Set<Promise<void>>();
  readonly #random: () => number;
  #capabilities: OriginCapabilities | undefined;
  #gate: OriginGate = openGate;
  #timer: NodeJS.Timeout | undefined;
  #deathsInARow = 0;
  #troubleSaid: string | undefined;
  #stopped = false;

  constructor(options: UplinkOptions) {
    this.#options = options;
    this.#capabilities = options.capabilities;
    this.#random = options.random ?? Math.random;
  }

  get originId(): number {
    return this.#options.originId;
  }

  get gate(): OriginGate {
    return this.#gate;
  }

  get workerCount(): number {
    return this.#workers.size;
  }

  /** Gets a worker ready before there is anything to send: the first segment of a broadcast is not to wait for it. */
  warmUp(): void {
    if (this.#workers.size === 0 && !this.#stopped) this.#startWorker();
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
    while (mayAttempt(this.#gate, performance.now(), this.#attempts.size) && this.#hasRoom()) {
      const upload = this.#options.uploads.takeNext(this.originId, Date.now());
      if (upload === undefined) return;
      this.#start(this.#roomiestWorker() ?? this.#startWorker(), upload);
    }
  }

  /** Lets the running attempts end for at most `graceMs`, then ends the workers; unfinished uploads are queued again. */
  async stop(graceMs: number): Promise<void> {
    this.#stopped = true;
    clearTimeout(this.#timer);
    const grace = new AbortController();
    const timeout = new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, graceMs);
      grace.signal.addEventListener('abort', () => clearTimeout(timer));
    });
    await Promise.race([Promise.all(this.#attempts), timeout]);
    grace.abort();
    await Promise.all([...this.#workers].map((worker) => worker.terminate()));
    await Promise.all(this.#attempts);
  }

  /** Whether a worker can take one more transfer, or one more worker may be started for a file that waits. */
  #hasRoom(): boolean {
    if (this.#roomiestWorker() !== undefined) return true;
    const workers = this.#workers.size;
    return desiredWorkers({ busy: workers, workers, waitingFiles: true }, this.#options.limits) > workers;
  }

  #roomiestWorker(): UplinkWorker | undefined {
    for (const worker of this.#workers) {
      if (worker.isDead && worker.transfers === 0) this.#workers.delete(worker);
    }
    return [...this.#workers]
      .filter((worker) => worker.transfers < this.#options.limits.transfersPerWorker)
      .sort((a, b) => a.transfers - b.transfers)[0];
  }

  #startWorker(): UplinkWorker {
    const { originUrl, listener } = this.#options;
    const worker = new UplinkWorker({ originUrl, capabilities: this.#capabilities }, (capabilities) => {
      this.#capabilities = capabilities;
      listener.onCapabilities(capabilities);
    });
    this.#workers.add(worker);
    return worker;
  }

  #start(worker: UplinkWorker, upload: UploadRow): void {
    const { dataDirectory, limits } = this.#options;
    const startedMs = performance.now();
    const object = objectToStore(upload, dataDirectory);
    const attempt = worker
      .deliver(upload.id, object, limits.patienceMs(upload.sizeBytes), () => this.#noteStored(upload))
      .then(async (outcome) => {
        if (worker.isDead) this.#workers.delete(worker);
        await this.#settleUntilDone(upload, outcome, startedMs);
        this.#attempts.delete(attempt);
        this.wake();
      });
    this.#attempts.add(attempt);
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
        this.#settle(upload, outcome, startedMs);
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
    this.#deathsInARow = 0;
    if (outcome.type === 'verified') this.#settleVerified(upload, outcome.proof);
    else this.#settleFailure(upload, outcome.failure, startedMs);
  }

  #settleVerified(upload: UploadRow, proof: Proof): void {
    const { uploads, listener } = this.#options;
    this.#reopen();
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
    if (this.#stopped) return void uploads.apply(upload.id, { type: 'returned' });
    const error = { code: 'INTERNAL', message: `The uplink worker died: ${reason}.` } as const;
    const notBeforeMs = Date.now() + this.#objectWaitMs(upload);
    if (!uploads.apply(upload.id, { type: 'failed', error, notBeforeMs })) return;
    this.#deathsInARow += 1;
    if (this.#deathsInARow >= deathsBeforeWaiting) this.#close('unstable', error, startedMs);
    listener.onWorkerDied(reason);
  }

  #objectWaitMs(upload: UploadRow): number {
    return backoffMs(Math.max(1, upload.attempts), this.#options.limits.object, this.#random());
  }

  #settleFailure(upload: UploadRow, failure: DeliveryFailure, startedMs: number): void {
    const { uploads, listener } = this.#options;
    const error = { code: failure.code, message: failure.message };
    switch (failure.class) {
      case 'unstable':
        uploads.apply(upload.id, { type: 'failed', error, notBeforeMs: 0 });
        return this.#close('unstable', failure, startedMs);
      case 'blocked':
        uploads.apply(upload.id, { type: 'blocked', error, notBeforeMs: 0 });
        return this.#close('blocked', failure, startedMs);
      case 'local':
        uploads.apply(upload.id, { type: 'lost', error });
        return listener.onLost(upload, error);
      case 'object':
        return this.#settleObjectFailure(upload, failure);
    }
  }

  #settleObjectFailure(upload: UploadRow, failure: DeliveryFailure): void {
    const { uploads, listener } = this.#options;
    const error = { code: failure.code, message: failure.message };
    const verdict = failure.existing === undefined ? undefined : listener.onConflict(upload, failure);
    const notBeforeMs = Date.now() + this.#objectWaitMs(upload);
    const isQuick = verdict === 'retry' && upload.attempts <= quickConflictAttempts;
    if (verdict === 'superseded') uploads.apply(upload.id, { type: 'superseded' });
    else if (isQuick) uploads.apply(upload.id, { type: 'failed', error, notBeforeMs: 0 });
    else if (verdict === 'foreign') uploads.apply(upload.id, { type: 'blocked', error, notBeforeMs });
    else uploads.apply(upload.id, { type: 'failed', error, notBeforeMs });
  }

  #close(
    failureClass: 'unstable' | 'blocked',
    failure: UploadError & { readonly retryAfterMs?: number | undefined },
    startedMs: number,
  ): void {
    const clock = { nowMs: performance.now(), random: this.#random() };
    const error = { code: failure.code, message: failure.message };
    const before = this.#gate;
    this.#gate = gateAfterFailure(
      before,
      { class: failureClass, error, startedMs, retryAfterMs: failure.retryAfterMs },
      clock,
      this.#options.limits,
    );
    if (this.#gate !== before) this.#options.listener.onGate(this.#gate);
  }

  #reopen(): void {
    if (this.#gate.state === 'open') return;
    // Also behind a link that only waited: what was blocked before is asked again now, not after the whole backlog.
    this.#options.uploads.cureAll(this.originId);
    this.#gate = openGate;
    this.#options.listener.onGate(this.#gate);
  }

  /** Sets the timer for the next moment at which something can be tried. */
  #sleep(): void {
    if (this.#attempts.size > 0 && (this.#gate.state !== 'open' || !this.#hasRoom())) return;
    const dueMs = this.#options.uploads.nextDueMs(this.originId);
    if (dueMs === undefined) return;
    const untilDue = dueMs - Date.now() > longestWaitMs ? 0 : dueMs - Date.now();
    const untilOpen = this.#gate.state === 'open' ? 0 : this.#gate.untilMs - performance.now();
    this.#timer = setTimeout(() => this.wake(), Math.max(1, untilDue, untilOpen));
  }
}
