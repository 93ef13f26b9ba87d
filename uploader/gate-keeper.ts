import {
  type AttemptFailure,
  type DownGate,
  type GateLimits,
  gateAfterAnswer,
  gateAfterCure,
  gateAfterFailure,
  gateAfterQuestion,
  isDown,
  mayAttempt,
  type OriginGate,
  openGate,
} from './origin-gate.ts';

export type GateKeeperOptions = {
  readonly limits: GateLimits;
  readonly random: () => number;
  /** Asks the origin something small; true when any answer came. Must not reject. */
  readonly ask: () => Promise<boolean>;
  /** The gate as people are to be told of it. A link that answers the first question has not been down for them. */
  readonly onGate: (gate: OriginGate) => void;
  /** An attempt may be possible now. */
  readonly onAnswer: () => void;
};

/** Keeps the gate of one origin, and asks whether a link that is down is back. */
export class GateKeeper {
  readonly #options: GateKeeperOptions;
  #gate: OriginGate = openGate;
  #isSaid = false;
  #timer: NodeJS.Timeout | undefined;
  #stopped = false;

  constructor(options: GateKeeperOptions) {
    this.#options = options;
  }

  get gate(): OriginGate {
    return this.#gate;
  }

  /** @param startedMs when each attempt under way began (`performance.now()`) */
  mayAttempt(startedMs: Iterable<number>): boolean {
    return mayAttempt(this.#gate, performance.now(), startedMs);
  }

  /**
   * How long to wait before `mayAttempt` is asked again, milliseconds; undefined when `onAnswer` or the end of an attempt
   * will tell.
   */
  waitMs(startedMs: Iterable<number>): number | undefined {
    if (this.#gate.state === 'open') return 0;
    const waitMs = this.#gate.untilMs - performance.now();
    const isTold = isDown(this.#gate) || (waitMs <= 0 && !this.mayAttempt(startedMs));
    return isTold ? undefined : Math.max(0, waitMs);
  }

  failed(failure: AttemptFailure): void {
    const before = this.#gate;
    const { limits, random } = this.#options;
    const clock = { nowMs: performance.now(), random: random() };
    this.#gate = gateAfterFailure(before, failure, clock, limits);
    if (this.#gate === before || this.#gate.state === 'open') return;
    if (isDown(this.#gate)) this.#question(this.#gate);
    else this.#say();
  }

  /** An upload was verified. @returns whether the gate was closed */
  succeeded(): boolean {
    const wasClosed = this.#gate.state !== 'open';
    this.#gate = openGate;
    this.#sayOpen();
    return wasClosed;
  }

  /** A person did something about what blocks the origin: one attempt goes through now, and its outcome decides. */
  cured(): void {
    this.#gate = gateAfterCure(this.#gate, performance.now());
  }

  stop(): void {
    this.#stopped = true;
    clearTimeout(this.#timer);
  }

  #question(gate: DownGate): void {
    if (this.#stopped) return;
    clearTimeout(this.#timer);
    // The question before this one went unanswered.
    if (gate.questions === 1) this.#say();
    const clock = { nowMs: performance.now(), random: this.#options.random() };
    const asked = gateAfterQuestion(gate, clock, this.#options.limits);
    this.#gate = asked;
    this.#timer = setTimeout(() => {
      if (isDown(this.#gate)) this.#question(this.#gate);
    }, asked.untilMs - clock.nowMs);
    void this.#options.ask().then((isAnswered) => {
      if (isAnswered) this.#answered(asked.sinceMs);
    });
  }

  /** @param sinceMs of the gate when the question was sent: a link may have gone down anew since */
  #answered(sinceMs: number): void {
    if (this.#stopped || !isDown(this.#gate) || this.#gate.sinceMs !== sinceMs) return;
    clearTimeout(this.#timer);
    this.#gate = gateAfterAnswer(this.#gate, performance.now(), this.#options.limits);
    if (this.#gate.state === 'open') this.#sayOpen();
    else this.#say();
    this.#options.onAnswer();
  }

  #say(): void {
    this.#isSaid = true;
    this.#options.onGate(this.#gate);
  }

  #sayOpen(): void {
    if (!this.#isSaid) return;
    this.#isSaid = false;
    this.#options.onGate(this.#gate);
  }
}
