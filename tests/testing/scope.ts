/** What lasts as long as a test, or a part of a trial: work registered here is done when it ends. A TestContext is one. */
export type Scope = { after(ending: () => unknown): void };

/** A scope outside of a test runner. */
export class TrialScope implements Scope {
  readonly #endings: (() => unknown)[] = [];

  after(ending: () => unknown): void {
    this.#endings.push(ending);
  }

  /** Does all that was registered, the newest first. */
  async end(): Promise<void> {
    for (const ending of this.#endings.splice(0).reverse()) await ending();
  }
}
