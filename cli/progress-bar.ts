import { Presets, SingleBar } from 'cli-progress';

/** A progress bar on standard error, where that is a terminal; nothing elsewhere. */
export class ProgressBar {
  readonly #noun: string;
  readonly #isTerminal = process.stderr.isTTY === true;
  #bar: SingleBar | undefined;
  #title = '';

  /** @param noun what is counted, in the plural */
  constructor(noun: string) {
    this.#noun = noun;
  }

  /** Begins a new bar when the title changes. */
  show(title: string, done: number, total: number): void {
    if (!this.#isTerminal) return;
    if (this.#bar === undefined || title !== this.#title) this.#start(title, total);
    this.#bar?.setTotal(total);
    this.#bar?.update(done);
  }

  stop(): void {
    this.#bar?.stop();
    this.#bar = undefined;
  }

  #start(title: string, total: number): void {
    this.stop();
    this.#title = title;
    const format = `{bar} {value}/{total} ${this.#noun}  ${title}`;
    this.#bar = new SingleBar(
      { format, stream: process.stderr, clearOnComplete: true },
      Presets.shades_classic,
    );
    this.#bar.start(total, 0);
  }
}
