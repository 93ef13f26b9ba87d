import { randomBytes } from 'node:crypto';
import { open, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { EngineListener } from '../../contract/engine-events.ts';
import type { DiskSnapshot } from '../../contract/snapshot.ts';
import { SurecastError } from '../../contract/surecast-error.ts';
import { type DiskTrouble, diskTrouble } from '../../disk/disk-trouble.ts';
import { type DiskSpace, readDiskSpace } from '../../disk/free-space.ts';
import { diskMarks, heldBytesOf, hoursLeft, reserveBytesOf } from './disk-budget.ts';
import { type DiskLevel, mayCapture, nextDiskLevel } from './disk-level.ts';
import { diskNews } from './disk-news.ts';
import type { ReserveFile } from './reserve-file.ts';

export type DiskGuardOptions = {
  readonly root: string;
  readonly reserveFile: ReserveFile;
  /** Undefined: a share of the disk. */
  readonly reserveMegabytes: number | undefined;
  /** What capture writes to this disk now, or would write; undefined when nobody knows. */
  readonly bytesPerSecond: () => number | undefined;
  readonly listener: EngineListener;
};

const lookEveryMs = 1_000;
/** A larger part of the reserve is not written while a broadcast starts, nor again and again where that fails. */
const quicklyHeldBytes = 4_000_000;
const unhurriedMs = 60_000;
/** A write that failed is tried with so much: a quota shows its room in no other way. */
const probeBytes = 1_000_000;
const retryMs = 1_000;

/**
 * Watches the disk of a data directory: says when it gets full, stops capture before the queue has no room, and lets it
 * go on when there is room again. Whoever's write fails reports it here and tries again; it is said once.
 */
export class DiskGuard {
  #options: DiskGuardOptions;
  readonly #onPause = new Set<() => void>();
  readonly #onRoom = new Set<() => void>();
  readonly #stopped = new AbortController();
  #level: DiskLevel = 'roomy';
  #trouble: DiskTrouble | undefined;
  /** Why the disk takes no writes, as was said since it takes none. */
  readonly #saidCauses = new Set<DiskTrouble>();
  #space: DiskSpace | undefined;
  #looking: Promise<void> | undefined;
  #timer: NodeJS.Timeout | undefined;
  #bytesPerSecond: number | undefined;
  #unhurriedFromMs = performance.now();
  /** What retention may still remove to make room, bytes. */
  removableBytes = 0;

  constructor(options: DiskGuardOptions) {
    this.#options = options;
  }

  /** Looks for the first time, and from then on each second. */
  async start(): Promise<void> {
    await this.look();
    this.#timer = setInterval(() => void this.look(), lookEveryMs);
  }

  stop(): void {
    clearInterval(this.#timer);
    this.#stopped.abort();
  }

  /** Holds from the next look on. @param reserveMegabytes undefined: a share of the disk */
  changeReserve(reserveMegabytes: number | undefined): void {
    this.#options = { ...this.#options, reserveMegabytes };
  }

  /** Whether media may be captured now. */
  get mayCapture(): boolean {
    return mayCapture(this.#level);
  }

  /** How much more must be free for capture to go on without care; 0 when there is enough. */
  get lackingBytes(): number {
    const marks = this.#marks();
    if (this.#space === undefined || marks === undefined) return 0;
    return Math.max(0, marks.resumeBytes - this.#space.freeBytes + 1);
  }

  snapshot(): DiskSnapshot | null {
    const space = this.#space;
    if (space === undefined) return null;
    const rate = this.#bytesPerSecond;
    const reserveBytes = this.#reserveBytes(space);
    const kept = reserveBytes - this.#options.reserveFile.heldBytes;
    return {
      level: this.#level,
      freeBytes: space.freeBytes,
      removableBytes: this.removableBytes,
      reserveBytes,
      bytesPerSecond: rate ?? null,
      hoursLeft: rate
        ? hoursLeft(space.freeBytes + this.removableBytes, kept, { bytesPerSecond: rate })
        : null,
    };
  }

  /** Calls back each time that capture has to stop; gives what ends that. */
  onPause(pause: () => void): () => void {
    this.#onPause.add(pause);
    return () => this.#onPause.delete(pause);
  }

  /** Resolves when media may be captured, or the signal aborts. */
  whenRoom(signal: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      const settle = () => {
        if (!this.mayCapture && !signal.aborted && !this.#stopped.signal.aborted) return;
        this.#onRoom.delete(settle);
        signal.removeEventListener('abort', settle);
        resolve();
      };
      this.#onRoom.add(settle);
      signal.addEventListener('abort', settle);
      settle();
    });
  }

  /** Takes note of a write that failed. False when the disk is not why: then it is not dealt with here. */
  report(error: unknown): boolean {
    const trouble = diskTrouble(error);
    if (trouble === undefined) return false;
    this.reportTrouble(trouble);
    return true;
  }

  /** The same where another program (FFmpeg) has met it. */
  reportTrouble(trouble: DiskTrouble): void {
    if (this.#stopped.signal.aborted) return;
    this.#trouble = trouble;
    this.#decide(false);
  }

  /**
   * Does work that needs the disk until it is done: again each second while the disk is why it fails.
   * @returns undefined when the engine (or `signal`) ended first
   */
  async persist<T>(work: () => T | Promise<T>, signal?: AbortSignal): Promise<T | undefined> {
    while (!this.#stopped.signal.aborted && signal?.aborted !== true) {
      try {
        return await work();
      } catch (error) {
        if (!this.report(error)) throw error;
        await sleep(retryMs);
      }
    }
    return undefined;
  }

  /** Looks now. A look that hangs (a share that is gone) is not begun twice. */
  look(): Promise<void> {
    this.#looking ??= this.#look().finally(() => {
      this.#looking = undefined;
    });
    return this.#looking;
  }

  async #look(): Promise<void> {
    try {
      this.#bytesPerSecond = this.#options.bytesPerSecond();
      this.#space = await readDiskSpace(this.#options.root);
      await this.#keepReserve(this.#space);
      if (this.#trouble !== undefined) await this.#probe(this.#space);
    } catch (error) {
      // A damaged catalog, which capture does not need.
      if (error instanceof SurecastError) return;
      this.#trouble = diskTrouble(error) ?? 'failing';
    }
    if (!this.#stopped.signal.aborted) this.#decide(true);
  }

  /** Only a write shows that writing works again; on a disk that is full anyway it would but take the last room. */
  async #probe({ freeBytes }: DiskSpace): Promise<void> {
    const marks = this.#marks();
    if (this.#trouble === 'full' && marks !== undefined && freeBytes <= marks.stopBytes) return;
    const path = join(this.#options.root, '.writable');
    try {
      const file = await open(path, 'w');
      try {
        await file.writeFile(randomBytes(probeBytes));
        await file.sync();
      } finally {
        await file.close();
      }
      this.#trouble = undefined;
    } finally {
      await rm(path, { force: true });
    }
  }

  /** The reserve's file is filled while there is plenty, and given back when something else eats the disk. */
  async #keepReserve(space: DiskSpace): Promise<void> {
    const { reserveFile } = this.#options;
    const marks = this.#marks();
    if (marks === undefined || this.#trouble === 'read-only') return;
    const bytes = heldBytesOf(this.#reserveBytes(space));
    const isShort = space.freeBytes <= marks.giveBackBytes || this.#trouble === 'full';
    if (isShort && reserveFile.heldBytes > 0) await reserveFile.giveBack();
    const hasPlenty = !isShort && space.freeBytes > marks.resumeBytes + bytes;
    const sinceMs = performance.now() - this.#unhurriedFromMs;
    if (!hasPlenty || reserveFile.heldBytes === bytes || (bytes > quicklyHeldBytes && sinceMs < unhurriedMs))
      return;
    // It may fail for a quota: no trouble before something else does.
    await reserveFile.hold(bytes).catch(() => undefined);
    this.#unhurriedFromMs = performance.now();
  }

  /** @param isFresh the figures are of now, and worth saying */
  #decide(isFresh: boolean): void {
    const marks = this.#marks();
    if (this.#space === undefined || marks === undefined) return;
    const before = this.#level;
    const snapshot = this.snapshot();
    const left = snapshot?.hoursLeft ?? undefined;
    this.#level = nextDiskLevel(before, {
      space: this.#space,
      marks,
      hoursLeft: left,
      trouble: this.#trouble,
    });
    if (this.#level !== before || this.#isOtherCause())
      this.#options.listener(diskNews(this.#level, isFresh ? snapshot : null, this.#trouble));
    this.#noteSaid();
    if (mayCapture(before) && !this.mayCapture) for (const pause of this.#onPause) pause();
    if (this.mayCapture) for (const settle of this.#onRoom) settle();
  }

  /** A disk often fails once before the system makes it read-only, and only that says what is to be done. */
  #isOtherCause(): boolean {
    return (
      this.#level === 'unwritable' && this.#trouble !== undefined && !this.#saidCauses.has(this.#trouble)
    );
  }

  #noteSaid(): void {
    if (this.#level !== 'unwritable') this.#saidCauses.clear();
    else if (this.#trouble !== undefined) this.#saidCauses.add(this.#trouble);
  }

  #reserveBytes(space: DiskSpace): number {
    return reserveBytesOf(space.totalBytes, this.#options.reserveMegabytes);
  }

  #marks() {
    const space = this.#space;
    if (space === undefined) return undefined;
    const { heldBytes } = this.#options.reserveFile;
    return diskMarks(space, this.#reserveBytes(space), heldBytes, this.#bytesPerSecond ?? 0);
  }
}
