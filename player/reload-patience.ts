import { SurecastError } from '../contract/surecast-error.ts';
import { backOff } from './backoff.ts';
import { type DecodeContext, monotonicMs } from './decode-context.ts';

/** Keeps count of failed reloads and of the time without news: says when it begins and ends, backs off, gives up. */
export class ReloadPatience {
  readonly #context: DecodeContext;
  #failures = 0;
  #newsAtMs = monotonicMs();
  #saidNothingNew = false;

  constructor(context: DecodeContext) {
    this.#context = context;
  }

  /** The last reload failed, or was refused. */
  get isFailing(): boolean {
    return this.#failures > 0;
  }

  /** Backs off after a reload that can't be used. @throws SurecastError `PLAYLIST_UNREACHABLE`. */
  async failed(why: string): Promise<void> {
    this.#giveUpIfDue(why);
    this.#failures++;
    if (this.#failures === 1)
      this.#context.say(`Outage: ${why.replace(/\.$/, '')}. Trying again until it is back.`);
    await backOff(this.#failures, this.#context.tuning, this.#context.signal);
    this.#context.tally.retries++;
  }

  /** A reload was accepted. @throws SurecastError `PLAYLIST_UNREACHABLE`. */
  accepted(bringsNews: boolean, targetSeconds: number): void {
    if (this.#failures > 0) this.#context.say(`The playlist is back after ${this.#failures} failed reloads.`);
    this.#failures = 0;
    if (bringsNews) {
      this.#newsAtMs = monotonicMs();
      this.#saidNothingNew = false;
      return;
    }
    if (this.#context.health.ended) return;
    this.#giveUpIfDue('the playlist brings nothing new');
    const quietMs = monotonicMs() - this.#newsAtMs;
    if (this.#saidNothingNew || quietMs < Math.max(10_000, targetSeconds * 3000)) return;
    this.#saidNothingNew = true;
    this.#context.say(
      `Nothing new for ${Math.round(quietMs / 1000)} s; the sender may be cut off. Following on.`,
    );
  }

  #giveUpIfDue(why: string): void {
    const limitMs = this.#context.giveUpAfterMs;
    if (limitMs === undefined || monotonicMs() - this.#newsAtMs < limitMs) return;
    throw new SurecastError(
      'PLAYLIST_UNREACHABLE',
      `Gave up after ${limitMs / 1000} s without news: ${why}.`,
    );
  }
}
