import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Catalog } from '../../catalog/catalog.ts';
import type { KeptFile } from '../../catalog/kept-files.ts';
import { chooseRemovals, type RetentionRules } from './choose-removals.ts';
import type { DiskGuard } from './disk-guard.ts';

export type RetentionOptions = {
  readonly catalog: Catalog;
  readonly root: string;
  /** Undefined: nothing is removed but what was begun. */
  readonly rules: RetentionRules | undefined;
  readonly disk: Pick<DiskGuard, 'report' | 'lackingBytes' | 'removableBytes' | 'look'>;
  readonly onError: (error: unknown) => void;
};

const lookEveryMs = 1_000;
/** Looks between two rounds while the disk has room. */
const unhurriedLooks = 10;
/** Files looked at in one go. */
const batchSize = 500;

/**
 * Removes delivered segments from the local disk, by the rules. A file is marked as removed first, with its proofs made
 * durable, and unlinked then: whenever the program is killed, no file is missing that may still be needed, and none
 * that is marked stays behind for good.
 */
export class Retention {
  #options: RetentionOptions;
  #timer: NodeJS.Timeout | undefined;
  #looks = 0;
  #afterId = 0;
  #working: Promise<void> | undefined;
  #stopped = false;

  constructor(options: RetentionOptions) {
    this.#options = options;
  }

  start(): void {
    this.#begin(() => this.#unlink(this.#options.catalog.kept.unfinishedRemovals()));
    this.#timer = setInterval(() => this.#look(), lookEveryMs);
  }

  /** Holds from the next look on. @param rules undefined: nothing is removed any more but what was begun */
  changeRules(rules: RetentionRules | undefined): void {
    this.#options = { ...this.#options, rules };
    if (rules?.whenFull !== true) this.#options.disk.removableBytes = 0;
  }

  /** Resolves when nothing is being removed any more. */
  async stop(): Promise<void> {
    this.#stopped = true;
    clearInterval(this.#timer);
    await this.#working;
  }

  #look(): void {
    const { rules } = this.#options;
    if (rules === undefined) return;
    this.#looks += 1;
    const isUrgent = rules.whenFull && this.#options.disk.lackingBytes > 0;
    if (isUrgent || this.#looks % unhurriedLooks === 0) this.#begin(() => this.#round());
  }

  /** One at a time; what fails because of the disk is tried again in the next round. */
  #begin(work: () => Promise<void>): void {
    if (this.#working !== undefined || this.#stopped) return;
    this.#working = work()
      .catch((error: unknown) => {
        if (!this.#options.disk.report(error)) this.#options.onError(error);
      })
      .finally(() => {
        this.#working = undefined;
      });
  }

  /** One round at once; rounds come by themselves after `start`. */
  async round(): Promise<void> {
    await this.#working;
    this.#begin(() => this.#round());
    await this.#working;
  }

  /** Batch after batch past what is still needed, over several rounds; then from the oldest on again. */
  async #round(): Promise<void> {
    const { catalog, rules, disk } = this.#options;
    const files = catalog.kept.list(this.#afterId, batchSize);
    const chosen = this.#choose(files);
    const isEnough = files.some((file) => file.removable === 1 && !chosen.includes(file));
    this.#afterId = files.length < batchSize || isEnough ? 0 : (files.at(-1)?.id ?? 0);
    if (chosen.length > 0) {
      catalog.durably(() => catalog.kept.beginRemoval(chosen.map((file) => file.id)));
      await this.#unlink(chosen);
    }
    disk.removableBytes = rules?.whenFull ? catalog.kept.removableBytes() : 0;
    await disk.look();
  }

  #choose(files: readonly KeptFile[]): KeptFile[] {
    const { catalog, rules, disk } = this.#options;
    if (rules === undefined || files.length === 0) return [];
    const keptBytes = rules.maxBytes === undefined ? 0 : catalog.kept.totalBytes();
    return chooseRemovals(files, rules, { nowMs: Date.now(), keptBytes, lackingBytes: disk.lackingBytes });
  }

  async #unlink(files: readonly Pick<KeptFile, 'id' | 'path'>[]): Promise<void> {
    const { catalog, root } = this.#options;
    for (const { id, path } of files) {
      await rm(join(root, path), { force: true });
      // Its commit is not durable: after a power cut the file, gone already, is removed once more.
      if (!this.#stopped) catalog.kept.endRemoval(id);
    }
  }
}
