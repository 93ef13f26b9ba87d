import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { BroadcastRow, VariantRow } from '../catalog/broadcasts.ts';
import type { Catalog } from '../catalog/catalog.ts';
import type { RunRow } from '../catalog/runs.ts';
import type { EngineListener } from '../contract/engine-events.ts';
import type { ErrorCode } from '../contract/error-codes.ts';
import { SurecastError } from '../contract/surecast-error.ts';
import type { DiskTrouble } from '../disk/disk-trouble.ts';
import { makeDirectoryDurably } from '../disk/durable-file.ts';
import { failureReason } from '../encoder/failure-reason.ts';
import { adoptFfmpeg, type FfmpegHandle, startFfmpeg } from '../encoder/ffmpeg-process.ts';
import { durationSlackSeconds, hasAll, nextStep } from '../encoder/run-outcome.ts';
import { timelineOffsetSeconds } from '../encoder/timeline-offset.ts';
import type { CapturePlan } from './capture-plan.ts';
import type { DiskGuard } from './disk/disk-guard.ts';
import { RunCapture } from './run-capture.ts';
import type { Senses } from './senses/senses.ts';
import { makeSensesPlace, removeSensesPlace } from './senses/senses-place.ts';

export type CaptureOptions = {
  readonly catalog: Catalog;
  readonly root: string;
  readonly broadcast: BroadcastRow;
  readonly plan: CapturePlan | undefined;
  readonly disk: DiskGuard;
  /** Follows each run; undefined: nobody can watch. */
  readonly senses?: Senses;
  readonly listener: EngineListener;
  readonly onEntered: (variantId: number) => void;
};

type StartedRun = { readonly run: RunRow; readonly handle: FfmpegHandle };

/** What FFmpeg says of the disk, which the disk's guard has to know. */
const troubleOfCode: Partial<Record<ErrorCode, DiskTrouble>> = {
  DISK_FULL: 'full',
  DISK_READ_ONLY: 'read-only',
};

/** An FFmpeg whose broadcast is over may finish its output for so long, milliseconds. */
const orphanGraceMs = 5_000;

/**
 * The capture of one broadcast: its runs of FFmpeg, one after the other. First what earlier lives of the program left
 * is taken up (an FFmpeg that lives on is adopted, the log of a dead one is cut to its end), then, with a plan, new
 * runs are started until the broadcast has what it shall have.
 */
export class Capture {
  readonly #options: CaptureOptions;
  readonly #variants: readonly VariantRow[];
  readonly #stopping = new AbortController();
  readonly #letGo = new AbortController();
  #current: RunCapture | undefined;
  #starting: Promise<StartedRun | undefined> | undefined;
  #adopting: Promise<FfmpegHandle | undefined> | undefined;
  #abandoned = false;
  #diskRefused = false;
  #fruitlessRuns = 0;
  readonly #settled = Promise.withResolvers<void>();

  constructor(options: CaptureOptions) {
    this.#options = options;
    this.#variants = options.catalog.broadcasts.variants(options.broadcast.id);
  }

  /** Resolves when its end is entered. */
  get settled(): Promise<void> {
    return this.#settled.promise;
  }

  /** To be called once its end is entered. */
  settle(): void {
    this.#settled.resolve();
  }

  get isStopAsked(): boolean {
    return this.#stopping.signal.aborted;
  }

  /** The run in hand, for the status. */
  get current(): RunCapture | undefined {
    return this.#current;
  }

  /** Ends FFmpeg in order; `run` resolves when the rest is entered. */
  stop(): void {
    this.#stopping.abort();
    this.#current?.stop();
  }

  /**
   * Lets go at once: FFmpeg lives on, and the next life of the program takes it up. After `stop` it does not: resolves
   * when it is gone, ended in order or, after `graceMs`, by force. What it has written is the next life's to cut.
   */
  async abandon(graceMs: number): Promise<void> {
    const { isStopAsked } = this;
    this.#abandoned = true;
    this.#stopping.abort();
    this.#letGo.abort();
    await this.#current?.abandon(graceMs);
    if (!isStopAsked) return;
    (await this.#starting?.catch(() => undefined))?.handle.kill();
    (await this.#adopting?.catch(() => undefined))?.kill();
  }

  /**
   * Resolves when the capture is over and entered.
   * @throws SurecastError what FFmpeg said, when the source never gave a frame
   */
  async run(): Promise<void> {
    const offPause = this.#options.disk.onPause(() => this.#pause());
    try {
      // Again after a run that could not be started: what there is of it comes before the next one.
      while (await this.#takeUpEarlierRuns()) {
        if (this.#options.plan === undefined || this.#stopping.signal.aborted) return;
        if (!(await this.#captureOnce(this.#options.plan))) return;
      }
    } finally {
      offPause();
    }
  }

  /** One run, as soon as the disk has room for it. False when the capture is over. */
  async #captureOnce(plan: CapturePlan): Promise<boolean> {
    await this.#options.disk.whenRoom(this.#stopping.signal);
    if (this.#stopping.signal.aborted || this.#hasAll) return false;
    this.#starting = this.#tryStart(plan);
    const started = await this.#starting;
    if (this.#abandoned) return false;
    if (started === undefined) return true;
    const step = await this.#finishRun(started.run, started.handle);
    if (this.#abandoned || step.type === 'over') return false;
    if (step.type === 'failed') throw await this.#failure(started.handle);
    await sleep(step.afterMs, undefined, { signal: this.#stopping.signal }).catch(() => undefined);
    return true;
  }

  /** Undefined when the disk did not let it start. */
  async #tryStart(plan: CapturePlan): Promise<StartedRun | undefined> {
    try {
      return await this.#startRun(plan);
    } catch (error) {
      if (!this.#options.disk.report(error)) throw error;
      return undefined;
    }
  }

  /** Only the reserve is left on the disk: FFmpeg is ended in order, and started again when there is room. */
  #pause(): void {
    if (this.#current === undefined || this.#options.plan === undefined) return;
    this.#diskRefused = true;
    this.#current.stop();
  }

  /** False when they are the whole broadcast. */
  async #takeUpEarlierRuns(): Promise<boolean> {
    const { catalog, root, broadcast, plan, listener } = this.#options;
    for (const run of catalog.runs.list(broadcast.id).filter((candidate) => candidate.ended === 0)) {
      this.#adopting = adoptFfmpeg(join(root, run.directory));
      const handle = await this.#adopting;
      if (this.#abandoned) return false;
      this.#adopting = undefined;
      if (handle !== undefined && plan === undefined) await handle.stop(orphanGraceMs);
      if (this.#abandoned) return false;
      const message =
        handle === undefined
          ? 'FFmpeg had ended; its log is cut to the end'
          : `FFmpeg ${handle.pid} lives on`;
      listener({ type: 'source', broadcast: broadcast.name, state: 'adopted', message });
      const step = await this.#finishRun(run, handle);
      if (this.#abandoned || step.type === 'over') return false;
    }
    return true;
  }

  async #startRun(plan: CapturePlan): Promise<StartedRun> {
    const { catalog, root, broadcast, listener } = this.#options;
    const number = this.#nextRunNumber();
    const directory = `${this.#runsDirectory}/${String(number).padStart(4, '0')}`;
    const startedAtMs = Date.now();
    for (const variant of this.#variants) await makeDirectoryDurably(join(root, directory, variant.name));
    const capturedSeconds = this.#capturedSeconds();
    const args = plan.buildArgs({
      runDirectory: join(root, directory),
      offsetSeconds: timelineOffsetSeconds(this.#end(), plan.endsByItself ? undefined : startedAtMs),
      durationSeconds:
        broadcast.durationSeconds === null ? undefined : broadcast.durationSeconds - capturedSeconds,
      takenSeconds: catalog.media.taken(broadcast.id, broadcast.settings) / 90_000,
      sensesDirectory: plan.hasSenses ? await this.#makeSensesPlace(join(root, directory)) : undefined,
    });
    const runId = catalog.durably(() =>
      catalog.runs.insert({
        broadcastId: broadcast.id,
        number,
        directory,
        startedAtMs,
        settings: broadcast.settings,
      }),
    );
    const handle = await startFfmpeg({ ffmpegPath: plan.ffmpegPath, args, runDir: join(root, directory) });
    listener({
      type: 'source',
      broadcast: broadcast.name,
      state: 'started',
      message: `FFmpeg ${handle.pid} is capturing`,
    });
    const run = catalog.runs.list(broadcast.id).find((candidate) => candidate.id === runId);
    if (run === undefined) throw new Error('the run just entered is not in the catalog');
    return { run, handle };
  }

  /** What can't be watched is captured all the same. */
  #makeSensesPlace(runDirectory: string): Promise<string | undefined> {
    return makeSensesPlace(runDirectory).catch(() => undefined);
  }

  get #runsDirectory(): string {
    return `broadcasts/${this.#options.broadcast.name}/runs`;
  }

  /** Also behind runs that only the disk knows, from a catalog that was moved aside: their logs are not written over. */
  #nextRunNumber(): number {
    const { catalog, root, broadcast } = this.#options;
    const path = join(root, this.#runsDirectory);
    const onDisk = existsSync(path) ? readdirSync(path).map(Number).filter(Number.isInteger) : [];
    return Math.max(0, ...onDisk, catalog.runs.list(broadcast.id).at(-1)?.number ?? 0) + 1;
  }

  async #finishRun(run: RunRow, handle: FfmpegHandle | undefined): Promise<ReturnType<typeof nextStep>> {
    const { catalog, broadcast, plan, disk, listener, root, onEntered } = this.#options;
    const before = this.#capturedSeconds();
    // In an earlier life of the program: it may have entered all that there is.
    const gaveBefore = this.#hasGiven(run);
    const current = new RunCapture({
      catalog,
      root,
      broadcast,
      run,
      variants: this.#variants,
      handle,
      plan,
      disk,
      listener,
      onEntered,
    });
    this.#current = current;
    this.#diskRefused = false;
    if (this.#stopping.signal.aborted) current.stop();
    else if (!disk.mayCapture) this.#pause();
    const { isOver } = await this.#followRun(current, join(root, run.directory));
    this.#current = undefined;
    await disk.persist(() => catalog.durably(() => catalog.runs.end(run.id)), this.#letGo.signal);
    if (this.#abandoned) return { type: 'over' };
    await this.#noteDisk(handle);
    const capturedSeconds = this.#capturedSeconds();
    this.#fruitlessRuns = gaveBefore || capturedSeconds > before ? 0 : this.#fruitlessRuns + 1;
    const step = nextStep({
      stopRequested: this.#stopping.signal.aborted,
      diskRefused: this.#diskRefused,
      // The end of another source that was captured before is not the end of this one.
      endsByItself: plan === undefined || (plan.endsByItself && run.settings === broadcast.settings),
      isOver: isOver ?? this.#isCopiedToTheEnd(),
      capturedSeconds,
      durationSeconds: broadcast.durationSeconds,
      fruitlessRuns: this.#fruitlessRuns,
    });
    await this.#sayStep(step, handle);
    return step;
  }

  #hasGiven(run: RunRow): boolean {
    const { media } = this.#options.catalog;
    return this.#variants.some(({ id }) => media.lastSegment(id)?.runId === run.id);
  }

  /**
   * Where nobody saw how FFmpeg ended. What is encoded anew goes on where it was, with nothing if that was the end; a
   * copy begins at the keyframe before, which would be there twice.
   */
  #isCopiedToTheEnd(): boolean {
    const { catalog, broadcast, plan } = this.#options;
    if (plan?.copied !== true || plan.sourceSeconds === undefined) return false;
    const takenSeconds = catalog.media.taken(broadcast.id, broadcast.settings) / 90_000;
    return takenSeconds >= plan.sourceSeconds - durationSlackSeconds;
  }

  async #followRun(
    current: RunCapture,
    runDirectory: string,
  ): Promise<{ readonly isOver: boolean | undefined }> {
    const lookAway = current.pid === undefined ? undefined : this.#options.senses?.follow(runDirectory);
    try {
      return await current.follow();
    } finally {
      lookAway?.();
      if (!this.#abandoned) await removeSensesPlace(runDirectory);
    }
  }

  /** FFmpeg itself may have met the full disk first, or a quota that nothing else shows. */
  async #noteDisk(handle: FfmpegHandle | undefined): Promise<void> {
    if (handle === undefined || this.#diskRefused) return;
    const reason = failureReason(await handle.log());
    const trouble = reason && troubleOfCode[reason.code];
    if (trouble === undefined) return;
    this.#diskRefused = true;
    this.#options.disk.reportTrouble(trouble);
  }

  async #sayStep(step: ReturnType<typeof nextStep>, handle: FfmpegHandle | undefined): Promise<void> {
    const { broadcast, listener } = this.#options;
    if (step.type === 'restart' && !this.#diskRefused) return this.#sayLost(handle, step.afterMs);
    const [state, message] =
      step.type === 'restart'
        ? (['paused', 'the capture rests until the disk has room'] as const)
        : (['ended', 'the capture has ended'] as const);
    listener({ type: 'source', broadcast: broadcast.name, state, message });
  }

  async #sayLost(handle: FfmpegHandle | undefined, afterMs: number): Promise<void> {
    const { broadcast, listener } = this.#options;
    const why = handle === undefined ? 'FFmpeg had ended' : (await this.#failure(handle)).message;
    const message = `${why}; started again ${afterMs === 0 ? 'at once' : `in ${afterMs / 1000} s`}`;
    listener({ type: 'source', broadcast: broadcast.name, state: 'lost', message });
  }

  async #failure(handle: FfmpegHandle): Promise<SurecastError> {
    const reason = failureReason(await handle.log());
    if (reason === undefined)
      return new SurecastError('NOTHING_CAPTURED', 'FFmpeg ended without saying why.');
    return new SurecastError(reason.code, reason.message);
  }

  /** Also before a run: the program may have gone down between the last one's end and the broadcast's. */
  get #hasAll(): boolean {
    const { durationSeconds } = this.#options.broadcast;
    return hasAll({ durationSeconds, capturedSeconds: this.#capturedSeconds() });
  }

  #capturedSeconds(): number {
    const counts = this.#options.catalog.media.captured(this.#options.broadcast.id);
    return counts / 90_000;
  }

  #end(): { endPts: number; endUnixMs: number } | undefined {
    const ends = this.#variants.flatMap((variant) => {
      const last = this.#options.catalog.media.lastSegment(variant.id);
      if (last === undefined) return [];
      return [
        { endPts: last.endPts, endUnixMs: last.programDateTimeMs + (last.endPts - last.startPts) / 90 },
      ];
    });
    return ends.sort((a, b) => b.endPts - a.endPts)[0];
  }
}
