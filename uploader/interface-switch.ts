import {
  afterFailure,
  afterSuccess,
  defaultInterfaceLimits,
  firstChoice,
  type InterfaceChoice,
  type InterfaceLimits,
} from './interface-choice.ts';
import { isUp } from './origins/local-addresses.ts';

export type InterfaceSwitchOptions = {
  /** Network interfaces or local addresses in order of preference, at least two. */
  readonly interfaces: readonly string[];
  /** Asks the origin something small over an interface. Resolves to whether an answer came. */
  readonly tryOver: (name: string) => Promise<boolean>;
  /** An interface is down: what is under way over it will not arrive. */
  readonly abandon: (name: string) => void;
  /** Something was delivered over another interface than before. */
  readonly onUse: (name: string) => void;
  /** How long a preferred interface must answer before it is returned to; undefined: the default. */
  readonly settleMs: number | undefined;
};

/** How often the system is asked whether an interface is up, and how often a preferred one is tried. */
const lookEveryMs = 1_000;
const tryEveryMs = 5_000;

/** Keeps to the interface that works, and tries those that are preferred to it. One for each origin. */
export class InterfaceSwitch {
  readonly #options: InterfaceSwitchOptions;
  readonly #limits: InterfaceLimits;
  readonly #timers: readonly NodeJS.Timeout[];
  readonly #trying = new Set<number>();
  #choice: InterfaceChoice;
  #said: string | undefined;

  constructor(options: InterfaceSwitchOptions) {
    this.#options = options;
    const { settleMs = defaultInterfaceLimits.settleMs } = options;
    this.#limits = { ...defaultInterfaceLimits, settleMs };
    this.#choice = firstChoice(options.interfaces.length, performance.now());
    this.#timers = [
      setInterval(() => this.#look(), lookEveryMs).unref(),
      setInterval(() => this.#tryPreferred(), Math.min(tryEveryMs, settleMs / 3)).unref(),
    ];
  }

  /** The interface in use. */
  get current(): string | undefined {
    return this.#options.interfaces[this.#choice.current];
  }

  /** No answer came over an interface. @param startedMs monotonic time at which it was asked */
  failed(name: string | undefined, startedMs: number): void {
    const index = this.#indexOf(name);
    if (index !== undefined)
      this.#choice = afterFailure(this.#choice, { index, startedMs }, performance.now(), this.#limits);
  }

  /** Something was delivered over an interface. */
  worked(name: string | undefined): void {
    const index = this.#indexOf(name);
    if (index === undefined) return;
    this.#choice = afterSuccess(this.#choice, index, performance.now(), this.#limits);
    if (name === undefined || name === this.#said) return;
    this.#said = name;
    this.#options.onUse(name);
  }

  stop(): void {
    for (const timer of this.#timers) clearInterval(timer);
  }

  #indexOf(name: string | undefined): number | undefined {
    const index = name === undefined ? -1 : this.#options.interfaces.indexOf(name);
    return index === -1 ? undefined : index;
  }

  /** A link that is down is known at once, long before a transfer over it has stalled. */
  #look(): void {
    const name = this.current;
    if (name === undefined || isUp(name)) return;
    this.failed(name, performance.now());
    this.#options.abandon(name);
  }

  #tryPreferred(): void {
    const preferred = this.#options.interfaces.slice(0, this.#choice.current);
    for (const [index, name] of preferred.entries()) {
      if (!this.#trying.has(index)) void this.#tryOver(index, name);
    }
  }

  async #tryOver(index: number, name: string): Promise<void> {
    this.#trying.add(index);
    const startedMs = performance.now();
    const answers = isUp(name) && (await this.#options.tryOver(name).catch(() => false));
    this.#trying.delete(index);
    // It may have come into use meanwhile.
    if (index >= this.#choice.current) return;
    const nowMs = performance.now();
    this.#choice = answers
      ? afterSuccess(this.#choice, index, nowMs, this.#limits)
      : afterFailure(this.#choice, { index, startedMs }, nowMs, this.#limits);
  }
}
