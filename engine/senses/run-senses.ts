import type { AudioMeters } from '../../contract/api/signal.ts';
import { judgedPicture, pictureStreams, sensesSound } from '../../encoder/senses-args.ts';
import type { AviChunk } from './avi-chunks.ts';
import { RingReader } from './ring-reader.ts';
import { hear, nothingYet, type SignalWatch, see } from './signal-watch.ts';
import { soundLevels } from './sound-levels.ts';

/** A picture of the source. */
export type PreviewPicture = {
  readonly jpeg: Uint8Array;
  /** When it was written, Unix milliseconds. */
  readonly atMs: number;
};

export type RunSensesListener = {
  readonly onPicture: (picture: PreviewPicture) => void;
  readonly onMeters: (meters: AudioMeters) => void;
};

const bytesPerMs = (2 * sensesSound.channels * sensesSound.samplesPerSecond) / 1_000;
const judgedEveryMs = 500;

/** What one run of FFmpeg shows, read from its rings. */
export class RunSenses {
  readonly #pictures: RingReader;
  readonly #sound: RingReader;
  readonly #listener: RunSensesListener;
  #watch: SignalWatch = nothingYet;

  constructor(place: string, listener: RunSensesListener) {
    this.#pictures = new RingReader(place, 'pictures');
    this.#sound = new RingReader(place, 'sound');
    this.#listener = listener;
  }

  get watch(): SignalWatch {
    return this.#watch;
  }

  /** Reads what has come since the last time. */
  async look(): Promise<void> {
    const [pictures, sound] = await Promise.all([this.#pictures.read(), this.#sound.read()]);
    this.#takePictures(pictures.chunks, pictures.writtenAtMs);
    this.#takeSound(
      sound.chunks.filter(({ kind }) => kind === 'sound'),
      sound.writtenAtMs,
    );
  }

  #takePictures(chunks: readonly AviChunk[], writtenAtMs: number): void {
    const judged = chunks.filter(({ stream }) => stream === pictureStreams.judged).map(({ bytes }) => bytes);
    const whole = judged.filter(({ length }) => length === judgedPicture.width * judgedPicture.height);
    for (const [index, pixels] of whole.entries()) {
      this.#watch = see(this.#watch, pixels, writtenAtMs - (whole.length - 1 - index) * judgedEveryMs);
    }
    const jpeg = chunks.findLast(({ stream }) => stream === pictureStreams.preview)?.bytes;
    if (jpeg !== undefined) this.#listener.onPicture({ jpeg, atMs: writtenAtMs });
  }

  #takeSound(chunks: readonly AviChunk[], writtenAtMs: number): void {
    let atMs = writtenAtMs - chunks.reduce((sum, { bytes }) => sum + bytes.length / bytesPerMs, 0);
    for (const { bytes } of chunks) {
      const levels = soundLevels(bytes);
      const untilMs = atMs + bytes.length / bytesPerMs;
      this.#watch = hear(this.#watch, levels, atMs, untilMs);
      this.#listener.onMeters({ atMs: Math.round(untilMs), channels: [...levels.channels] });
      atMs = untilMs;
    }
  }
}
