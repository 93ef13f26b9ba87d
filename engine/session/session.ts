import type { BroadcastRow } from '../../catalog/broadcasts.ts';
import type { SessionStatus } from '../../contract/api/session.ts';
import { defaultBroadcastName } from '../../contract/broadcast-name.ts';
import type { EngineEvent } from '../../contract/engine-events.ts';
import { SurecastError, toSurecastError } from '../../contract/surecast-error.ts';
import { readProgress } from '../../encoder/progress.ts';
import type { Engine } from '../engine.ts';
import { afterLook, type EncoderPace, paceSentence, unknownPace } from './encoder-pace.ts';
import { judgeSession, type SessionFacts } from './judge-session.ts';
import type { LiveOrder } from './live-order.ts';
import type { OnAirSource } from './on-air-source.ts';
import { createOnAirWatch } from './on-air-watch.ts';
import { beginSession, type SettledSession, settleSession } from './settle-session.ts';

/** A broadcast that this session began. */
export type OnAir = {
  readonly name: string;
  readonly row: BroadcastRow;
  readonly order: LiveOrder;
  /** Resolves when it is delivered, rejects when its source never gave anything. */
  readonly delivered: Promise<void>;
};

export type SessionOptions = {
  readonly engine: Engine;
  /** Why delivery does not keep up; null: it does. */
  readonly fallingBehind: () => string | null;
  /** The state, or what belongs to it, is another than before. */
  readonly onChange: () => void;
};

/** What is done now: the state is judged from it. */
type Activity =
  | { readonly kind: 'idle' }
  | { readonly kind: 'preflight' }
  | { readonly kind: 'failed'; readonly message: string }
  | { readonly kind: 'capturing'; readonly onAir: OnAir }
  | { readonly kind: 'delivering'; readonly onAir: OnAir };

const judgeEveryMs = 250;
const progressEveryMs = 1_000;

/** Who goes live and stops: one broadcast on air at a time. What others left is delivered in the background. */
export class Session {
  readonly #options: SessionOptions;
  readonly #watch = createOnAirWatch();
  readonly #begun: OnAir[] = [];
  readonly #judging: NodeJS.Timeout;
  readonly #reading: NodeJS.Timeout;
  #activity: Activity = { kind: 'idle' };
  #shown: SettledSession = beginSession(performance.now());
  #since = new Date();
  #frames: Pick<SessionStatus, 'droppedFrames' | 'capturedFrames'> = noFrames;
  #pace: EncoderPace = unknownPace;
  #stopAsked = false;

  constructor(options: SessionOptions) {
    this.#options = options;
    this.#judging = setInterval(() => this.#judge(), judgeEveryMs).unref();
    this.#reading = setInterval(() => void this.#readFrames(), progressEveryMs).unref();
  }

  /** To be given every event of the engine. */
  note(event: EngineEvent): void {
    this.#watch.note(event);
    this.#judge();
  }

  get status(): SessionStatus {
    const onAir = 'onAir' in this.#activity ? this.#activity.onAir : undefined;
    const capturedSinceMs = onAir && this.#watch.capturedSinceMs();
    return {
      state: this.#shown.state,
      since: this.#since.toISOString(),
      onAirSince: capturedSinceMs == null ? null : new Date(capturedSinceMs).toISOString(),
      broadcast: onAir?.name ?? null,
      reason: this.#shown.reason,
      source: this.#activity.kind === 'capturing' ? (onAir?.order.plan.description ?? null) : null,
      ...this.#frames,
    };
  }

  /** What is captured, or looked at to be captured next; undefined: nothing is. */
  get sourceOnAir(): OnAirSource | undefined {
    const activity = this.#activity;
    if (activity.kind === 'preflight') return { source: undefined };
    return activity.kind === 'capturing' ? { source: activity.onAir.order.source } : undefined;
  }

  /** The capture on air, or the last one, was asked to stop. */
  get isStopAsked(): boolean {
    return this.#stopAsked;
  }

  /** Every broadcast that went on air in this life of the program, the newest last. */
  get begun(): readonly OnAir[] {
    return this.#begun;
  }

  /**
   * Goes live. Resolves when the broadcast is entered and its capture has been asked for; undefined: it was stopped before.
   * @param prepare gives what to capture: it looks at the source, which may take a while
   * @throws SurecastError `ALREADY_LIVE`, what `prepare` throws, `BROADCAST_ENDED`, `BROADCAST_DIFFERS`, …
   */
  async goLive(prepare: () => Promise<LiveOrder>): Promise<OnAir | undefined> {
    if (this.#activity.kind === 'preflight' || this.#activity.kind === 'capturing')
      throw new SurecastError('ALREADY_LIVE', 'A broadcast is on air already.');
    const before = this.#activity;
    this.#stopAsked = false;
    this.#become({ kind: 'preflight' });
    try {
      const order = await prepare();
      if (!this.#stopAsked) return await this.#begin(order);
      this.#become(before);
      return undefined;
    } catch (error) {
      this.#become({ kind: 'failed', message: toSurecastError(error).message });
      throw error;
    }
  }

  /** Ends the capture in order; what was captured is delivered. False: there was nothing to stop. */
  stop(): boolean {
    const { kind } = this.#activity;
    if (kind !== 'preflight' && kind !== 'capturing') return false;
    this.#stopAsked = true;
    const { engine } = this.#options;
    if (this.#activity.kind === 'capturing') engine.stopCapture(this.#activity.onAir.row);
    // What is prepared may be to take up one of these, which begins with what is left of it.
    else engine.stopInterrupted();
    return true;
  }

  /** Lets go: nothing is judged any more. The engine is closed by whoever opened it. */
  close(): void {
    clearInterval(this.#judging);
    clearInterval(this.#reading);
  }

  async #begin(order: LiveOrder): Promise<OnAir> {
    const { engine } = this.#options;
    const { settings } = order.plan.broadcast;
    const name = order.name ?? (await engine.livingBroadcast(settings)) ?? defaultBroadcastName(new Date());
    await engine.endOtherCaptures(name, settings);
    await engine.captureSettled(name);
    const { plan, source: _, ...wishes } = order;
    const broadcast = engine.begin({ ...wishes, name, ...plan.broadcast, plan: plan.capture });
    this.#watch.begin(name);
    const delivered = engine.run(broadcast, plan.capture);
    const onAir = { name, row: broadcast, order, delivered };
    this.#begun.push(onAir);
    this.#become({ kind: 'capturing', onAir });
    void this.#follow(onAir);
    engine.takeUpOthers([name]);
    if (this.#stopAsked) engine.stopCapture(broadcast);
    return onAir;
  }

  /** What becomes of a broadcast by itself; one that went on air after it is another's. */
  async #follow(onAir: OnAir): Promise<void> {
    const isOurs = () => 'onAir' in this.#activity && this.#activity.onAir === onAir;
    void this.#options.engine.captureSettled(onAir.name).then(() => {
      if (isOurs() && this.#activity.kind === 'capturing') this.#become({ kind: 'delivering', onAir });
    });
    try {
      await onAir.delivered;
      if (isOurs()) this.#become({ kind: 'idle' });
    } catch (error) {
      if (isOurs()) this.#become({ kind: 'failed', message: toSurecastError(error).message });
    }
  }

  #become(activity: Activity): void {
    this.#activity = activity;
    this.#frames = noFrames;
    this.#pace = unknownPace;
    this.#judge();
    this.#options.onChange();
  }

  #judge(): void {
    const nowMs = performance.now();
    const before = this.#shown;
    this.#shown = settleSession(before, judgeSession(this.#facts()), nowMs);
    const isOther = this.#shown.state !== before.state;
    if (isOther) this.#since = new Date();
    if (isOther || this.#shown.reason !== before.reason) this.#options.onChange();
  }

  #facts(): SessionFacts {
    const activity = this.#activity;
    if (activity.kind === 'failed') return { activity: 'failed', message: activity.message };
    if (activity.kind === 'idle' || activity.kind === 'preflight') return { activity: activity.kind };
    const { originUrls, optionalOriginUrls } = activity.onAir.order;
    const facts = this.#watch.facts([
      ...originUrls.map((url) => ({ url, optional: false })),
      ...optionalOriginUrls.map((url) => ({ url, optional: true })),
    ]);
    if (activity.kind === 'delivering') return { activity: 'delivering', origins: facts.origins };
    const slowEncoder = paceSentence(this.#pace);
    const fallingBehind = this.#options.fallingBehind();
    return { activity: 'capturing', onAir: { ...facts, slowEncoder, fallingBehind } };
  }

  async #readFrames(): Promise<void> {
    const activity = this.#activity;
    if (activity.kind !== 'capturing') return;
    const directory = this.#options.engine.runDirectory(activity.onAir.row);
    const progress = directory && (await readProgress(directory).catch(() => undefined));
    if (!progress || this.#activity !== activity) return;
    this.#frames = { droppedFrames: progress.droppedFrames, capturedFrames: progress.frame };
    const look = { run: directory, atMs: performance.now(), mediaSeconds: progress.outTimeSeconds ?? 0 };
    this.#pace = progress.isEnd ? unknownPace : afterLook(this.#pace, look);
  }
}

const noFrames = { droppedFrames: null, capturedFrames: null } as const;
