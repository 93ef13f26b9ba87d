import { Worker } from 'node:worker_threads';
import type { ObjectToStore, OriginCapabilities, Proof } from '../contract/origin.ts';
import { type DeliveryFailure, type WorkerSettings, workerReply } from '../contract/worker-messages.ts';

/** How one attempt ended. `worker-died`: the thread threw, was terminated, or did not answer in time. */
export type AttemptOutcome =
  | { readonly type: 'verified'; readonly proof: Proof }
  | { readonly type: 'failed'; readonly failure: DeliveryFailure }
  | { readonly type: 'worker-died'; readonly reason: string };

type Attempt = {
  readonly onStored: () => void;
  readonly settle: (outcome: AttemptOutcome) => void;
  readonly timer: NodeJS.Timeout;
};

/** How long a thread may take to end. */
const terminateMs = 1_000;

const workerFile = new URL('./worker.ts', import.meta.url);

/** The engine's side of one worker thread. A thread that dies or hangs ends its attempts and is not used again. */
export class UplinkWorker {
  readonly #thread: Worker;
  readonly #onCapabilities: (capabilities: OriginCapabilities) => void;
  readonly #attempts = new Map<number, Attempt>();
  #dead: string | undefined;

  constructor(settings: WorkerSettings, onCapabilities: (capabilities: OriginCapabilities) => void) {
    this.#onCapabilities = onCapabilities;
    this.#thread = new Worker(workerFile, {
      workerData: settings,
      name: 'uplink',
      resourceLimits: { maxOldGenerationSizeMb: 128, maxYoungGenerationSizeMb: 8 },
    });
    this.#thread.on('message', (message) => this.#onMessage(message));
    this.#thread.on('error', (error) =>
      this.#die(`it threw ${error instanceof Error ? error.message : String(error)}`),
    );
    this.#thread.on('exit', (code) => this.#die(`it exited with ${code}`));
  }

  /** How many objects it has in hand. */
  get transfers(): number {
    return this.#attempts.size;
  }

  get isDead(): boolean {
    return this.#dead !== undefined;
  }

  /**
   * Hands the worker one object. Never rejects. `patienceMs` is the time after which a worker that has said nothing
   * final is taken for hung and terminated; the origin's own deadlines are shorter.
   */
  deliver(
    uploadId: number,
    object: ObjectToStore,
    patienceMs: number,
    onStored: () => void,
  ): Promise<AttemptOutcome> {
    if (this.#dead !== undefined) return Promise.resolve({ type: 'worker-died', reason: this.#dead });
    return new Promise((settle) => {
      const timer = setTimeout(() => {
        this.#die(`it gave no answer for ${Math.round(patienceMs / 1000)} s`);
        void this.#thread.terminate();
      }, patienceMs);
      this.#attempts.set(uploadId, { onStored, settle, timer });
      this.#thread.postMessage({ type: 'deliver', uploadId, object });
    });
  }

  /**
   * Ends the thread at once; running attempts end as `worker-died`. A thread that waits for the system (a share that
   * hangs) can't be ended before the system lets it go: it is not waited for any longer than a moment.
   */
  async terminate(): Promise<void> {
    this.#die('it was stopped');
    this.#thread.unref();
    const { promise: patienceIsOver, resolve } = Promise.withResolvers<void>();
    const timer = setTimeout(resolve, terminateMs);
    await Promise.race([this.#thread.terminate(), patienceIsOver]);
    clearTimeout(timer);
  }

  #onMessage(message: unknown): void {
    const parsed = workerReply.safeParse(message);
    if (!parsed.success) {
      this.#die('it said something unknown');
      void this.#thread.terminate();
      return;
    }
    const reply = parsed.data;
    if (reply.type === 'capabilities') return this.#onCapabilities(reply.capabilities);
    if (reply.type === 'stored') return this.#attempts.get(reply.uploadId)?.onStored();
    this.#settle(
      reply.uploadId,
      reply.type === 'verified'
        ? { type: 'verified', proof: reply.proof }
        : { type: 'failed', failure: reply.failure },
    );
  }

  #die(reason: string): void {
    if (this.#dead !== undefined) return;
    this.#dead = reason;
    for (const uploadId of [...this.#attempts.keys()])
      this.#settle(uploadId, { type: 'worker-died', reason });
  }

  #settle(uploadId: number, outcome: AttemptOutcome): void {
    const attempt = this.#attempts.get(uploadId);
    if (attempt === undefined) return;
    this.#attempts.delete(uploadId);
    clearTimeout(attempt.timer);
    attempt.settle(outcome);
  }
}
