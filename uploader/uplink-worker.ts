import { Worker } from 'node:worker_threads';
import type { OriginCapabilities, Proof } from '../contract/origin.ts';
import type { OriginAccess } from '../contract/origin-access.ts';
import {
  type DeliverRequest,
  type DeliveryFailure,
  type UploadStep,
  type WorkerRequest,
  type WorkerSettings,
  workerReply,
} from '../contract/worker-messages.ts';

/** How one attempt ended. `worker-died`: the thread threw, was terminated, or did not answer in time. */
export type AttemptOutcome =
  | { readonly type: 'verified'; readonly proof: Proof }
  | { readonly type: 'failed'; readonly failure: DeliveryFailure }
  | { readonly type: 'worker-died'; readonly reason: string };

type Attempt = {
  readonly onStored: () => void;
  readonly onStep: (step: UploadStep) => void;
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
  readonly #questions = new Map<number, (isAnswered: boolean) => void>();
  #lastQuestion = 0;
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

  /** Asks the origin whether it answers at all. Never rejects; may stay without an outcome for as long as the origin does. */
  ask(networkInterface: string | undefined): Promise<boolean> {
    if (this.#dead !== undefined) return Promise.resolve(false);
    this.#lastQuestion += 1;
    const question = this.#lastQuestion;
    return new Promise((settle) => {
      this.#questions.set(question, settle);
      this.#send({ type: 'ask', question, networkInterface });
    });
  }

  /**
   * Hands the worker one object. Never rejects. `patienceMs` is the time after which a worker that has said nothing
   * final is taken for hung and terminated; the origin's own deadlines are shorter. One that waits for its turn to send says so.
   */
  deliver(
    request: Omit<DeliverRequest, 'type'>,
    patienceMs: number,
    onStored: () => void,
    onStep: (step: UploadStep) => void,
  ): Promise<AttemptOutcome> {
    if (this.#dead !== undefined) return Promise.resolve({ type: 'worker-died', reason: this.#dead });
    return new Promise((settle) => {
      const timer = setTimeout(() => {
        this.#die(`it gave no answer for ${Math.round(patienceMs / 1000)} s`);
        void this.#thread.terminate();
      }, patienceMs);
      this.#attempts.set(request.uploadId, { onStored, onStep, settle, timer });
      this.#send({ type: 'deliver', ...request });
    });
  }

  /** Has it reach the origin otherwise from now on; what is under way goes on as it began. */
  changeAccess(access: OriginAccess | undefined): void {
    this.#send({ type: 'access', access });
  }

  /** Has it end what is under way over a network interface that is down. */
  abandon(networkInterface: string): void {
    this.#send({ type: 'abandon', networkInterface });
  }

  /**
   * Ends the thread at once; running attempts end as `worker-died`. A thread that waits for the system (a share that
   * hangs) can't be ended before the system lets it go: it is not waited for any longer than a moment.
   */
  async terminate(): Promise<void> {
    this.#die('it was stopped');
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
    if (reply.type === 'asked') return this.#answer(reply.question, reply.isAnswered);
    if (reply.type === 'stored') return this.#attempts.get(reply.uploadId)?.onStored();
    if (reply.type === 'progress') return this.#onStep(reply.uploadId, reply.step);
    this.#settle(
      reply.uploadId,
      reply.type === 'verified'
        ? { type: 'verified', proof: reply.proof }
        : { type: 'failed', failure: reply.failure },
    );
  }

  #onStep(uploadId: number, step: UploadStep): void {
    const attempt = this.#attempts.get(uploadId);
    attempt?.timer.refresh();
    attempt?.onStep(step);
  }

  #die(reason: string): void {
    if (this.#dead !== undefined) return;
    this.#dead = reason;
    for (const uploadId of [...this.#attempts.keys()])
      this.#settle(uploadId, { type: 'worker-died', reason });
    for (const question of [...this.#questions.keys()]) this.#answer(question, false);
  }

  #answer(question: number, isAnswered: boolean): void {
    this.#questions.get(question)?.(isAnswered);
    this.#questions.delete(question);
  }

  #send(request: WorkerRequest): void {
    this.#thread.postMessage(request);
  }

  #settle(uploadId: number, outcome: AttemptOutcome): void {
    const attempt = this.#attempts.get(uploadId);
    if (attempt === undefined) return;
    this.#attempts.delete(uploadId);
    clearTimeout(attempt.timer);
    attempt.settle(outcome);
  }
}
