import type { OriginCapabilities } from '../contract/origin.ts';
import type { OriginAccess } from '../contract/origin-access.ts';
import type { WorkerSettings } from '../contract/worker-messages.ts';
import { UplinkWorker } from './uplink-worker.ts';

export type WorkerCrewOptions = {
  /** What a worker is started with, but for what the crew knows better. */
  readonly settings: () => Omit<WorkerSettings, 'access' | 'capabilities'>;
  readonly access: OriginAccess | undefined;
  readonly capabilities: OriginCapabilities | undefined;
  readonly transfersPerWorker: number;
  readonly onCapabilities: (capabilities: OriginCapabilities) => void;
};

/** The workers of one origin. */
export class WorkerCrew {
  readonly #options: WorkerCrewOptions;
  readonly #workers = new Set<UplinkWorker>();
  /** They end what they have in hand, and get no more. */
  readonly #retired = new Set<UplinkWorker>();
  #capabilities: OriginCapabilities | undefined;
  #access: OriginAccess | undefined;

  constructor(options: WorkerCrewOptions) {
    this.#options = options;
    this.#capabilities = options.capabilities;
    this.#access = options.access;
  }

  get size(): number {
    return this.#workers.size;
  }

  start(): UplinkWorker {
    const { settings, onCapabilities } = this.#options;
    const [access, capabilities] = [this.#access, this.#capabilities];
    const worker = new UplinkWorker({ ...settings(), access, capabilities }, (found) => {
      this.#capabilities = found;
      onCapabilities(found);
    });
    this.#workers.add(worker);
    return worker;
  }

  /** The one with the most room; undefined when all are full. */
  roomiest(): UplinkWorker | undefined {
    for (const worker of this.#workers) if (worker.transfers === 0) this.forgetDead(worker);
    return [...this.#workers]
      .filter((worker) => worker.transfers < this.#options.transfersPerWorker)
      .sort((a, b) => a.transfers - b.transfers)[0];
  }

  /** One that lives, however much it has in hand. */
  any(): UplinkWorker | undefined {
    return [...this.#workers].find((worker) => !worker.isDead);
  }

  forgetDead(worker: UplinkWorker): void {
    if (worker.isDead) this.#workers.delete(worker);
    if (worker.transfers > 0 || !this.#retired.delete(worker)) return;
    void worker.terminate();
  }

  /** From now on there are none but workers with the settings of now. Those that have something in hand end it first. */
  renew(): void {
    const workers = [...this.#workers];
    this.#workers.clear();
    for (const worker of workers) {
      this.#retired.add(worker);
      this.forgetDead(worker);
    }
  }

  changeAccess(access: OriginAccess | undefined): void {
    this.#access = access;
    for (const worker of this.#all) worker.changeAccess(access);
  }

  abandon(networkInterface: string): void {
    for (const worker of this.#all) worker.abandon(networkInterface);
  }

  async terminate(): Promise<void> {
    await Promise.all(this.#all.map((worker) => worker.terminate()));
  }

  get #all(): UplinkWorker[] {
    return [...this.#workers, ...this.#retired];
  }
}
