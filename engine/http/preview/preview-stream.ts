import type { PreviewPicture } from '../../senses/run-senses.ts';

/** What a viewer's connection is, of Node's `ServerResponse`. */
export type PictureSink = {
  readonly writableLength: number;
  write(bytes: string | Uint8Array): boolean;
  destroy(): void;
};

/** One that has taken nothing for so long is gone, milliseconds. */
const patienceMs = 30_000;

/** Separates the pictures of the stream. */
export const pictureBoundary = 'surecast-picture';

/**
 * Sends a viewer each picture that it is quick enough for. Nothing queues up: what comes while the one before is still
 * being sent is left out, and the next one is newer.
 */
export class PreviewStream {
  readonly #sink: PictureSink;
  #slowSinceMs: number | undefined;

  constructor(sink: PictureSink) {
    this.#sink = sink;
    sink.write(`--${pictureBoundary}\r\n`);
  }

  send({ jpeg }: PreviewPicture, nowMs: number): void {
    if (this.#sink.writableLength > 0) return this.#skip(nowMs);
    this.#slowSinceMs = undefined;
    this.#sink.write(`content-type: image/jpeg\r\ncontent-length: ${jpeg.length}\r\n\r\n`);
    this.#sink.write(jpeg);
    // Browsers show a picture only when they see where the next one begins.
    this.#sink.write(`\r\n--${pictureBoundary}\r\n`);
  }

  #skip(nowMs: number): void {
    this.#slowSinceMs ??= nowMs;
    if (nowMs - this.#slowSinceMs > patienceMs) this.#sink.destroy();
  }
}
