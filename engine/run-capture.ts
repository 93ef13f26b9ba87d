import { join } from 'node:path';
import type { BroadcastRow, VariantRow } from '../catalog/broadcasts.ts';
import type { Catalog } from '../catalog/catalog.ts';
import type { RunRow } from '../catalog/runs.ts';
import type { EngineListener } from '../contract/engine-events.ts';
import { toSurecastError } from '../contract/surecast-error.ts';
import { endedCleanly, isSourceOver } from '../encoder/ended-cleanly.ts';
import { willGiveNothing } from '../encoder/failure-reason.ts';
import type { FfmpegExit, FfmpegHandle } from '../encoder/ffmpeg-process.ts';
import { settlesWithin } from '../encoder/settles-within.ts';
import type { LogCutter } from '../media/cut.ts';
import type { CapturePlan } from './capture-plan.ts';
import type { DiskGuard } from './disk/disk-guard.ts';
import { VariantCutting } from './variant-cutting.ts';

export type RunCaptureOptions = {
  readonly catalog: Catalog;
  readonly root: string;
  readonly broadcast: BroadcastRow;
  readonly run: RunRow;
  readonly variants: readonly VariantRow[];
  /** Undefined: FFmpeg is dead, only its log is left. */
  readonly handle: FfmpegHandle | undefined;
  readonly plan: CapturePlan | undefined;
  readonly disk: DiskGuard;
  readonly listener: EngineListener;
  readonly onEntered: (variantId: number) => void;
};

const watchEveryMs = 1_000;
/** An fdatasync that takes longer is the disk's fault, not the source's. */
const diskPatienceMs = 2_000;
/** Time to finish its output after each signal. */
const stopGraceMs = 5_000;
/** One that hangs on its device is not waited for long: the source may be back. */
const stallGraceMs = 1_000;

/** One run: an FFmpeg (or what it left) and the cutting of its logs, until all of it is entered. */
export class RunCapture {
  readonly #options: RunCaptureOptions;
  readonly #cuttings: readonly VariantCutting[];
  readonly #described = new Set<number>();
  #troubleSaid = '';
  #stopping = false;

  constructor(options: RunCaptureOptions) {
    this.#options = options;
    this.#cuttings = options.variants.map(
      (variant) =>
        new VariantCutting({
          catalog: options.catalog,
          root: options.root,
          broadcast: options.broadcast,
          run: options.run,
          variant,
          listener: options.listener,
          onEntered: options.onEntered,
          paced: options.plan?.paced ?? true,
          copied: options.plan?.copied ?? false,
          leftBehind: options.handle === undefined,
          onFormat: (cutter) => this.#describe(variant, cutter),
          onTrouble: (error) => this.#sayOnce(error),
        }),
    );
  }

  get run(): RunRow {
    return this.#options.run;
  }

  get pid(): number | undefined {
    return this.#options.handle?.pid;
  }

  /** Milliseconds since any log grew. */
  get silentMs(): number {
    return performance.now() - Math.max(...this.#cuttings.map((cutting) => cutting.arrivedMs));
  }

  /** Media behind the last entered segment that is already in the log, 90 kHz ticks; undefined before the first frame. */
  get newestPts(): number | undefined {
    const newest = this.#cuttings.flatMap((cutting) => cutting.newestPts ?? []);
    return newest.length === 0 ? undefined : Math.min(...newest);
  }

  stop(): void {
    if (this.#stopping) return;
    this.#stopping = true;
    void this.#options.handle?.stop(stopGraceMs);
  }

  /** Lets go at once. An FFmpeg that was asked to end has so long to do it, for nobody would see to it later; another lives on. */
  async abandon(graceMs: number): Promise<void> {
    for (const cutting of this.#cuttings) cutting.abandon();
    const { handle } = this.#options;
    if (handle === undefined || !this.#stopping) return;
    if (await settlesWithin(handle.exited, graceMs)) return;
    handle.kill();
    await handle.exited;
  }

  /**
   * Resolves when everything that the run has written is entered, or after `abandon`. `isOver`: FFmpeg came to the end of
   * the source; undefined where that can't be known any more.
   */
  async follow(): Promise<{ readonly isOver: boolean | undefined }> {
    const { handle } = this.#options;
    let isOver: boolean | undefined = false;
    const watching = setInterval(() => this.#endIfStalled(), watchEveryMs);
    const finish = async () => {
      const exit = (await handle?.exited) ?? { code: undefined };
      const cleanly = await this.#hasEndedCleanly(exit);
      isOver = isSourceOver(exit, { cleanly, asked: this.#stopping });
      clearInterval(watching);
      for (const cutting of this.#cuttings) cutting.finish(cleanly ? 'cleanly' : 'killed');
    };
    void finish();
    try {
      await Promise.all(this.#cuttings.map((cutting) => cutting.run()));
    } finally {
      clearInterval(watching);
    }
    return { isOver };
  }

  #hasEndedCleanly(exit: FfmpegExit): Promise<boolean> {
    return endedCleanly(join(this.#options.root, this.#options.run.directory), exit).catch(() => false);
  }

  /** Trusts the growth of the log and nothing else: an unplugged device may hang FFmpeg without an exit. */
  #endIfStalled(): void {
    const { plan, handle, listener, broadcast } = this.#options;
    if (plan === undefined || handle === undefined || this.#stopping) return;
    const hasBegun = this.#cuttings.some((cutting) => cutting.bytesRead > 0);
    if (!hasBegun) void this.#endIfHopeless(handle);
    const limitMs = hasBegun ? plan.stallMs : plan.firstByteMs;
    if (limitMs === undefined || this.silentMs < limitMs) return;
    // A disk that takes no writes holds FFmpeg up as well: to end it would lose what it still has.
    if (this.#cuttings.some((cutting) => cutting.diskWaitMs > diskPatienceMs)) return;
    listener({
      type: 'source',
      broadcast: broadcast.name,
      state: 'lost',
      message: `nothing has come from the source for ${Math.round(this.silentMs / 1000)} s; FFmpeg is ended`,
    });
    this.#stopping = true;
    void handle.stop(stallGraceMs);
  }

  async #endIfHopeless(handle: FfmpegHandle): Promise<void> {
    if (!willGiveNothing(await handle.log().catch(() => '')) || this.#stopping) return;
    this.#stopping = true;
    handle.kill();
  }

  #describe(variant: VariantRow, cutter: LogCutter): void {
    const video = cutter.videoFormat;
    if (this.#described.has(variant.id) || video === undefined) return;
    this.#described.add(variant.id);
    this.#options.catalog.broadcasts.describeVariant(variant.id, {
      codecs: [video.codec, cutter.audioCodec].filter((codec) => codec !== undefined).join(','),
      width: video.width,
      height: video.height,
      framesPerSecond: video.frameRate ?? null,
    });
  }

  /** It is tried again each second: said when it begins, not each time, and by the guard where the disk is why. */
  #sayOnce(error: unknown): void {
    if (this.#options.disk.report(error)) return;
    const { code, message } = toSurecastError(error);
    if (message === this.#troubleSaid) return;
    this.#troubleSaid = message;
    this.#options.listener({ type: 'warning', code, message });
  }
}
