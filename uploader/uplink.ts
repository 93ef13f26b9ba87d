import type { UploadError } from '../catalog/upload-transition.ts';
import type { UploadRow, Uploads } from '../catalog/uploads.ts';
import type { OriginCapabilities } from '../contract/origin.ts';
import type { DeliveryFailure } from '../contract/worker-messages.ts';
import { backoffMs } from './backoff.ts';
import { objectToStore } from './object-to-store.ts';
import { type GateLimits, gateAfterFailure, mayAttempt, type OriginGate, openGate } from './origin-gate.ts';
import { type AttemptOutcome, UplinkWorker } from './uplink-worker.ts';
import { desiredWorkers, type WorkerLimits } from './worker-count.ts';

export type UplinkLimits = GateLimits &
  WorkerLimits & {
    /** Waits between attempts at one object that alone fails (a checksum refused, a proof that differs). */
    readonly object: { readonly retryMinMs: number; readonly retryMaxMs: number };
    /** How long a worker may say nothing about a file of this size before it is taken for hung. */
    readonly patienceMs: (sizeBytes: number) => number;
  };

export const defaultUplinkLimits: UplinkLimits = {
  minWorkers: 1,
  maxWorkers: 4,
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

/** The workers of one origin and the queue that feeds them. */
export class Uplink {
  readonly #options: UplinkOptions;
  readonly #workers = new Set<UplinkWorker>();
  readonly #attempts = new Set<Promise<void>>();
  readonly #random: () => number;
  #capabilities: OriginCapabilities | undefined;
  #gate: OriginGate = openGate;
  #timer: NodeJS.Timeout | undefined;
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

  /** Starts what can be started now. Call it whenever something was queued; it is cheap when there is nothing. */
  wake(): void {
    if (this.#stopped) return;
    clearTimeout(this.#timer);
    this.#timer = undefined;
    while (mayAttempt(this.#gate, performance.now(), this.#attempts.size)) {
      const worker = this.#idleWorker();
      if (worker === undefined) return;
      const upload = this.#options.uploads.takeNext(this.originId, Date.now());
      if (upload === undefined) break;
      this.#start(worker, upload);
    }
    this.#sleep();
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

  #idleWorker(): UplinkWorker | undefined {
    const workers = [...this.#workers];
    const busy = workers.filter((worker) => worker.isBusy).length;
    const wanted = desiredWorkers(
      { busy, workers: workers.length, waitingFiles: true },
      this.#options.limits,
    );
    if (busy === workers.length && wanted > workers.length) return this.#startWorker();
    return workers.find((worker) => !worker.isBusy);
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
    const { dataDirectory, limits, uploads } = this.#options;
    const startedMs = performance.now();
    const object = objectToStore(upload, dataDirectory);
    const attempt = worker
      .deliver(upload.id, object, limits.patienceMs(upload.sizeBytes), () =>
        uploads.apply(upload.id, { type: 'stored' }),
      )
      .then((outcome) => {
        this.#attempts.delete(attempt);
        if (worker.isDead) this.#workers.delete(worker);
        this.#settle(upload, outcome, startedMs);
        this.wake();
      });
    this.#attempts.add(attempt);
  }

  #settle(upload: UploadRow, outcome: AttemptOutcome, startedMs: number): void {
    const { uploads, listener } = this.#options;
    if (outcome.type === 'verified') {
      if (!uploads.apply(upload.id, { type: 'verified', proof: outcome.proof, atMs: Date.now() })) return;
      this.#reopen();
      listener.onVerified(upload);
    } else if (outcome.type === 'worker-died') {
      uploads.apply(upload.id, { type: 'returned' });
      if (!this.#stopped) listener.onWorkerDied(outcome.reason);
    } else {
      this.#settleFailure(upload, outcome.failure, startedMs);
    }
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
    const { uploads, listener, limits } = this.#options;
    const error = { code: failure.code, message: failure.message };
    const verdict = failure.existing === undefined ? undefined : listener.onConflict(upload, failure);
    const notBeforeMs = Date.now() + backoffMs(Math.max(1, upload.attempts), limits.object, this.#random());
    if (verdict === 'superseded') uploads.apply(upload.id, { type: 'superseded' });
    else if (verdict === 'retry') uploads.apply(upload.id, { type: 'failed', error, notBeforeMs: 0 });
    else if (verdict === 'foreign') uploads.apply(upload.id, { type: 'blocked', error, notBeforeMs });
    else uploads.apply(upload.id, { type: 'failed', error, notBeforeMs });
  }

  #close(failureClass: 'unstable' | 'blocked', failure: DeliveryFailure, startedMs: number): void {
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
    if (this.#gate.state === 'blocked') this.#options.uploads.cureAll(this.originId);
    this.#gate = openGate;
    this.#options.listener.onGate(this.#gate);
  }

  /** Sets the timer for the next moment at which something can be tried. */
  #sleep(): void {
    if (this.#attempts.size > 0 && this.#gate.state !== 'open') return;
    const dueMs = this.#options.uploads.nextDueMs(this.originId);
    if (dueMs === undefined) return;
    const untilDue = dueMs - Date.now();
    const untilOpen = this.#gate.state === 'open' ? 0 : this.#gate.untilMs - performance.now();
    this.#timer = setTimeout(() => this.wake(), Math.max(1, untilDue, untilOpen));
  }
}
