import { Readable } from 'node:stream';
import type { BodyPace } from './body-pace.ts';

/** A request's body that is read piece by piece as its pace allows. Nothing more comes of it once the signal aborts. */
export class PacedBody extends Readable {
  readonly #bytes: Uint8Array;
  readonly #pace: BodyPace;
  readonly #signal: AbortSignal | undefined;
  #at = 0;

  constructor(bytes: Uint8Array, pace: BodyPace, signal: AbortSignal | undefined) {
    // One piece at a time is held ready.
    super({ highWaterMark: 1 });
    this.#bytes = bytes;
    this.#pace = pace;
    this.#signal = signal;
  }

  override _read(): void {
    if (this.#at >= this.#bytes.length) return void this.push(null);
    const piece = this.#bytes.subarray(this.#at, this.#at + this.#pace.chunkBytes);
    this.#at += piece.length;
    // A request that was given up has failed already: there is nobody to tell.
    this.#pace.leave(piece.length, this.#signal).then(
      () => this.push(piece),
      () => this.destroy(),
    );
  }
}
