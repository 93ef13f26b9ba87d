import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { LogCursor } from '../catalog/runs.ts';
import { diskTrouble } from '../disk/disk-trouble.ts';
import { CaptureLogReader } from '../encoder/capture-log.ts';
import { timelineStartSeconds } from '../encoder/log-output-args.ts';
import { logPollMs } from '../encoder/log-poll.ts';
import { MediaClock } from '../encoder/media-clock.ts';
import { type Cut, type LogCutter, type SegmentCut, ticksPerSecond } from '../media/cut.ts';
import { createLogCutter } from '../media/log-cutter.ts';
import { soundHead } from '../media/sound-head.ts';
import { SegmentEntry, type SegmentEntryDesk } from './segment-entry.ts';

export type VariantCuttingOptions = Omit<SegmentEntryDesk, 'clock'> & {
  /** Media comes at the pace of the clock; otherwise (a file packaged at full speed) its dates are made from the start. */
  readonly paced: boolean;
  /** The stream is as its maker cut it (`--copy`): keyframes may lie anywhere. */
  readonly copied: boolean;
  /** FFmpeg was dead when this life of the program began: a power cut may have damaged what it had written last. */
  readonly leftBehind?: boolean;
  /** The codecs and the picture, as soon as they are known. */
  readonly onFormat: (cutter: LogCutter) => void;
  /** A failure that may pass (a full disk): said; the same segment is entered again until it works. */
  readonly onTrouble: (error: unknown) => void;
};

/** How FFmpeg ended. */
export type LogEnd = 'cleanly' | 'killed';

const syncEveryMs = 400;
const retryMs = 1_000;
/** Of the page cache, through which all file systems of Linux write. */
const diskBlockBytes = 4_096;

/** Follows the capture log of one variant in one run, and enters its segments, from where the catalog says on. */
export class VariantCutting {
  readonly #options: VariantCuttingOptions;
  readonly #clock: MediaClock;
  readonly #cursor: LogCursor | undefined;
  readonly #reader: CaptureLogReader;
  #end: LogEnd | undefined;
  #wake = new AbortController();
  #abandoned = false;
  #arrivedMs = performance.now();
  #bytesRead = 0;
  #syncStartedMs: number | undefined;
  #newestPts: number | undefined;
  #gridOriginPts: number | null;

  constructor(options: VariantCuttingOptions) {
    this.#options = options;
    const { catalog, run, variant, root, broadcast } = options;
    this.#cursor = catalog.runs.cursor(run.id, variant.id);
    this.#gridOriginPts = this.#cursor?.gridOriginPts ?? null;
    // Media that does not come at the pace of the clock is dated as if it had been shown from the start on.
    const begin = { unixMs: broadcast.startedAtMs, pts: timelineStartSeconds * ticksPerSecond };
    const anchor = anchorOf(this.#cursor) ?? (options.paced ? undefined : begin);
    this.#clock = new MediaClock(anchor);
    this.#reader = new CaptureLogReader(
      join(root, run.directory, variant.name),
      broadcast.container === 'ts' ? 'ts' : 'mp4',
      { fileIndex: this.#cursor?.fileIndex ?? 0, fileOffset: this.#cursor?.fileOffset ?? 0 },
    );
  }

  /** Monotonic milliseconds of the last growth of the log: the sign of life that a watchdog trusts. */
  get arrivedMs(): number {
    return this.#arrivedMs;
  }

  /** How long the disk has kept us waiting for the current fdatasync, milliseconds; 0 when it is not. */
  get diskWaitMs(): number {
    return this.#syncStartedMs === undefined ? 0 : performance.now() - this.#syncStartedMs;
  }

  get bytesRead(): number {
    return this.#bytesRead;
  }

  /** The newest media time in the log, 90 kHz ticks. */
  get newestPts(): number | undefined {
    return this.#newestPts;
  }

  /** FFmpeg has ended: what is left in the log is the rest. */
  finish(end: LogEnd): void {
    this.#end = end;
    this.#wake.abort();
  }

  /** Stops where it is; the cursor says where to go on. */
  abandon(): void {
    this.#abandoned = true;
    this.#wake.abort();
  }

  /** Resolves when the whole log is entered, or after `abandon`. */
  async run(): Promise<void> {
    const entry = new SegmentEntry(
      { ...this.#options, clock: this.#clock },
      this.#cursor?.initFileId ?? null,
    );
    const cutter = await this.#openCutter(entry);
    const syncing = this.#keepSynced();
    try {
      await this.#follow(cutter, entry);
    } finally {
      this.#abandoned = true;
      this.#wake.abort();
      await syncing;
      await this.#reader.close();
    }
  }

  async #openCutter(entry: SegmentEntry): Promise<LogCutter> {
    const { broadcast, copied } = this.#options;
    const previousEndPts = this.#cursor?.previousEndPts;
    const init = await entry.initBytes();
    return createLogCutter(broadcast.container, {
      segmentTicks: broadcast.segmentMs * 90,
      copied,
      ...(this.#cursor?.gridOriginPts == null ? {} : { gridOrigin: this.#cursor.gridOriginPts }),
      ...(previousEndPts == null ? {} : { resume: { previousEndPts, ...(init ? { init } : {}) } }),
    });
  }

  async #follow(cutter: LogCutter, entry: SegmentEntry): Promise<void> {
    while (!this.#abandoned) {
      const end = this.#end;
      const chunk = await this.#untilDone(() => this.#reader.read());
      if (this.#abandoned) return;
      if (chunk !== undefined) {
        this.#bytesRead += chunk.length;
        this.#arrivedMs = performance.now();
        const cuts = cutter.push(chunk);
        this.#notePace(cutter);
        await this.#enterAll(cuts, cutter, entry);
      } else if (end !== undefined) {
        // `end` was known before the read that found nothing more, so this is all there is.
        await this.#enterAll(cutter.finish(this.#endInBytes(end)), cutter, entry, true);
        if (!this.#abandoned)
          await this.#untilDone(() => this.#reader.recycleBefore(Number.POSITIVE_INFINITY));
        return;
      } else {
        await this.#pause(cutter);
      }
    }
  }

  /**
   * FFmpeg exits alike whether or not the disk took its last bytes, if it was asked to end as well. A disk that gets full
   * takes whole blocks: where the log ends with one, its last frame counts only if it is known to be whole.
   */
  #endInBytes(end: LogEnd): LogEnd {
    return this.#reader.position.fileOffset % diskBlockBytes === 0 ? 'killed' : end;
  }

  #notePace(cutter: LogCutter): void {
    this.#newestPts = cutter.newestPts;
    if (this.#options.paced && cutter.newestPts !== undefined)
      this.#clock.observe(cutter.newestPts, this.#reader.writtenMs ?? Date.now());
  }

  async #enterAll(
    cuts: readonly Cut[],
    cutter: LogCutter,
    entry: SegmentEntry,
    isEnd = false,
  ): Promise<void> {
    for (const cut of cuts) {
      const isLast = isEnd && cut === cuts.at(-1);
      const pieces = cut.kind === 'segment' ? await this.#piecesOf(cut, entry, isLast) : [cut];
      for (const piece of pieces) {
        if (!(await this.#enterUntilDone(piece, cutter, entry))) return;
      }
    }
    const last = cuts.findLast((cut) => cut.kind === 'segment');
    if (last === undefined) return;
    const { fileIndex } = this.#reader.positionOf(last.endOffset);
    await this.#untilDone(() => this.#reader.recycleBefore(fileIndex));
  }

  /** A disk that does not answer or takes no writes may do so again: what is the log's waits there. Undefined when abandoned. */
  async #untilDone<T>(work: () => Promise<T>): Promise<T | undefined> {
    while (!this.#abandoned) {
      try {
        return await work();
      } catch (error) {
        if (diskTrouble(error) === undefined) throw error;
        this.#options.onTrouble(error);
        await sleep(retryMs);
      }
    }
    return undefined;
  }

  /**
   * A power cut may have left a hole in what FFmpeg had written last: what stands before it is a segment. What is left
   * of it behind the hole is a gap, and nothing at all at the end of the log, which is as if it had been cut off there.
   */
  async #piecesOf(cut: SegmentCut, entry: SegmentEntry, isLast: boolean): Promise<SegmentCut[]> {
    const { broadcast, copied, leftBehind } = this.#options;
    if (leftBehind !== true || cut.defects.length === 0) return [cut];
    const init = await this.#untilDone(() => entry.initBytes());
    const head = soundHead(broadcast.container, cut, {
      segmentTicks: broadcast.segmentMs * 90,
      gridOrigin: this.#gridOriginPts ?? cut.startPts,
      copied,
      init,
    });
    if (head === undefined) return [cut];
    if (isLast) return [{ ...head, endOffset: cut.endOffset }];
    const behind = {
      bytes: cut.bytes.subarray(head.bytes.length),
      startOffset: head.endOffset,
      startPts: head.endPts,
      videoFrames: cut.videoFrames - head.videoFrames,
      audioFrames: cut.audioFrames - head.audioFrames,
    };
    return [head, { ...cut, ...behind }];
  }

  /** A full disk passes: the bytes wait in the log. False when abandoned in between. */
  async #enterUntilDone(cut: Cut, cutter: LogCutter, entry: SegmentEntry): Promise<boolean> {
    while (!this.#abandoned) {
      try {
        if (cut.kind === 'init') await entry.enterInit(cut);
        else await this.#enterSegment(cut, cutter, entry);
        return true;
      } catch (error) {
        this.#options.onTrouble(error);
        await sleep(retryMs);
      }
    }
    return false;
  }

  async #enterSegment(cut: Cut & { kind: 'segment' }, cutter: LogCutter, entry: SegmentEntry): Promise<void> {
    this.#options.onFormat(cutter);
    this.#gridOriginPts ??= cut.startPts;
    const end = this.#reader.positionOf(cut.endOffset);
    await entry.enterSegment(cut, { end, gridOriginPts: this.#gridOriginPts });
  }

  async #pause(cutter: LogCutter): Promise<void> {
    const ms = logPollMs({
      newestPts: cutter.newestPts,
      nextBoundaryPts: cutter.nextBoundaryPts,
      sinceArrivalMs: performance.now() - this.#arrivedMs,
    });
    await sleep(ms, undefined, { signal: this.#wake.signal }).catch(() => undefined);
  }

  async #keepSynced(): Promise<void> {
    while (!this.#abandoned) {
      this.#syncStartedMs = performance.now();
      await this.#reader.sync().catch((error: unknown) => this.#options.onTrouble(error));
      this.#syncStartedMs = undefined;
      await sleep(syncEveryMs, undefined, { signal: this.#wake.signal }).catch(() => undefined);
      if (this.#end !== undefined) return;
    }
  }
}

function anchorOf(cursor: LogCursor | undefined): { unixMs: number; pts: number } | undefined {
  if (cursor?.clockUnixMs == null || cursor.clockPts == null) return undefined;
  return { unixMs: cursor.clockUnixMs, pts: cursor.clockPts };
}
