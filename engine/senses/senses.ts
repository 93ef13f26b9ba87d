import type { AudioMeters, SourceSignal } from '../../contract/api/signal.ts';
import { type PreviewPicture, RunSenses } from './run-senses.ts';
import { findSensesPlace } from './senses-place.ts';
import { signalOf } from './signal-watch.ts';

/** How often the rings are read: more often than packets come while somebody watches, and for the signal alone. */
const watchedMs = 70;
const unwatchedMs = 500;

/**
 * What the source shows: the latest picture, levels, and what is wrong with them, over all runs of a capture. FFmpeg
 * writes it, and nothing here can hold FFmpeg up.
 */
export class Senses {
  readonly #meters = new Set<(meters: AudioMeters) => void>();
  readonly #pictures = new Set<(picture: PreviewPicture) => void>();
  #run: RunSenses | undefined;
  #picture: PreviewPicture | undefined;
  /** Who waits for the next look, by what ends it. */
  readonly #sleepers = new Map<AbortSignal, () => void>();

  /** The newest picture of the run in hand, at most half a second late; undefined when nothing is captured. */
  latestPicture(): PreviewPicture | undefined {
    return this.#picture;
  }

  /** What is wrong with picture and sound; null when nothing is captured, or no sight of it. */
  signal(): SourceSignal | null {
    return this.#run === undefined || this.#run.watch.seenAtMs === 0 ? null : signalOf(this.#run.watch);
  }

  /** Calls with the levels of each tenth of a second. @returns ends it */
  onMeters(listener: (meters: AudioMeters) => void): () => void {
    return this.#join(this.#meters, listener);
  }

  /** Calls with each new picture, about eight a second. @returns ends it */
  onPicture(listener: (picture: PreviewPicture) => void): () => void {
    return this.#join(this.#pictures, listener);
  }

  /** Follows a run, from its start or from its adoption on, until the function returned is called. */
  follow(runDirectory: string): () => void {
    const ending = new AbortController();
    void this.#followUntil(runDirectory, ending.signal);
    return () => {
      ending.abort();
      this.#lookNow();
    };
  }

  async #followUntil(runDirectory: string, ended: AbortSignal): Promise<void> {
    const place = await findSensesPlace(runDirectory);
    if (place === undefined || ended.aborted) return;
    const run = new RunSenses(place, {
      onPicture: (picture) => this.#show(run, picture),
      onMeters: (meters) => this.#measure(run, meters),
    });
    this.#run = run;
    while (!ended.aborted) {
      // Who fails to show something must not end the broadcast.
      await run.look().catch(() => undefined);
      await this.#pause(ended);
    }
    if (this.#run !== run) return;
    this.#run = undefined;
    this.#picture = undefined;
  }

  #show(run: RunSenses, picture: PreviewPicture): void {
    if (this.#run !== run) return;
    this.#picture = picture;
    for (const listener of this.#pictures) listener(picture);
  }

  #measure(run: RunSenses, meters: AudioMeters): void {
    if (this.#run !== run) return;
    for (const listener of this.#meters) listener(meters);
  }

  async #pause(ended: AbortSignal): Promise<void> {
    if (ended.aborted) return;
    const isWatched = this.#meters.size + this.#pictures.size > 0;
    await new Promise<void>((settle) => {
      const timer = setTimeout(settle, isWatched ? watchedMs : unwatchedMs);
      this.#sleepers.set(ended, () => {
        clearTimeout(timer);
        settle();
      });
    });
  }

  #lookNow(): void {
    for (const wake of this.#sleepers.values()) wake();
    this.#sleepers.clear();
  }

  #join<News>(listeners: Set<(news: News) => void>, listener: (news: News) => void): () => void {
    // One of its own: the same function may watch twice.
    const own = (news: News) => listener(news);
    listeners.add(own);
    this.#lookNow();
    return () => void listeners.delete(own);
  }
}
