import { type Defect, defects, ticksPerSecond } from './cut.ts';

/** A frame further than this from the one before, or shown this long after it is decoded, has a damaged timestamp. */
const sanityTicks = 10 * ticksPerSecond;

type Frame = { readonly pts: number; readonly dts: number };

/** The segment in hand: counts its frames and collects what is wrong with it. All times in unwrapped 90 kHz ticks. */
export class OpenSegment {
  readonly startOffset: number;
  readonly #startPts: number | undefined;
  readonly #irregular: boolean;
  /** Decoding timestamps of the frames whose timestamps can be, in the order of the log. */
  readonly #dts: number[] = [];
  readonly #pts: number[] = [];
  readonly #defects = new Set<Defect>();
  #videoFrames = 0;
  #lastFrameKept = false;
  #steadyStep: number | undefined;
  audioFrames = 0;

  /** @param startPts if undefined, that of its first frame. */
  constructor(startOffset: number, startPts: number | undefined, irregular: boolean) {
    this.startOffset = startOffset;
    this.#startPts = startPts;
    this.#irregular = irregular;
  }

  get startPts(): number {
    return this.#startPts ?? this.#pts[0] ?? 0;
  }

  get videoFrames(): number {
    return this.#videoFrames;
  }

  get firstDts(): number | undefined {
    return this.#dts[0];
  }

  get lastDts(): number | undefined {
    return this.#dts.at(-1);
  }

  /** The step between frames, as soon as two in a row agree. */
  get steadyStep(): number | undefined {
    return this.#steadyStep;
  }

  /** Highest PTS of its frames, or undefined if it has none. Walks them: not for use at each frame. */
  get highestPts(): number | undefined {
    let highest: number | undefined;
    for (const pts of this.#pts) if (highest === undefined || pts > highest) highest = pts;
    return highest;
  }

  blame(defect: Defect): void {
    this.#defects.add(defect);
  }

  /** What it was blamed for, in the order of the table. */
  get blames(): readonly Defect[] {
    return defects.filter((defect) => this.#defects.has(defect));
  }

  /** Counts a video frame; returns whether its timestamps are believed. `undefined`: it had none that could be read. */
  addVideoFrame(frame: Frame | undefined): boolean {
    this.#videoFrames++;
    this.#lastFrameKept = frame !== undefined && this.#isSane(frame);
    if (frame === undefined || !this.#lastFrameKept) {
      this.blame('damaged');
      return false;
    }
    this.#noticeStep(frame.dts);
    this.#dts.push(frame.dts);
    this.#pts.push(frame.pts);
    return true;
  }

  /** Takes back the frame added last: it turned out to be cut off. Once only. */
  removeLastVideoFrame(): void {
    this.#videoFrames--;
    if (!this.#lastFrameKept) return;
    this.#dts.pop();
    this.#pts.pop();
    this.#lastFrameKept = false;
  }

  /** The steps between decoding timestamps, with the one to `nextDts` (the next segment's first frame) if given. */
  steps(nextDts?: number): number[] {
    const steps: number[] = [];
    for (let i = 1; i < this.#dts.length; i++) steps.push((this.#dts[i] ?? 0) - (this.#dts[i - 1] ?? 0));
    const last = this.#dts.at(-1);
    if (nextDts !== undefined && last !== undefined) steps.push(nextDts - last);
    return steps;
  }

  #isSane(frame: Frame): boolean {
    const delay = frame.pts - frame.dts;
    if (delay < 0 || delay > sanityTicks) return false;
    const previous = this.#dts.at(-1);
    if (previous === undefined || this.#irregular) return true;
    return Math.abs(frame.dts - previous) <= sanityTicks;
  }

  #noticeStep(dts: number): void {
    const last = this.#dts.at(-1);
    const beforeLast = this.#dts.at(-2);
    if (last === undefined) return;
    const step = dts - last;
    if (step <= 0) this.blame('dts-order');
    else if (beforeLast !== undefined && Math.abs(last - beforeLast - step) <= 2) this.#steadyStep = step;
  }
}

/** The median of the steps that go forward: the frame duration of a constant frame rate, whatever few gaps there are. */
export function typicalStep(steps: readonly number[]): number | undefined {
  const forward = Float64Array.from(steps.filter((step) => step > 0)).sort();
  return forward[forward.length >> 1];
}
