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

const samplesPerMs = sensesSound.samplesPerSecond / 1_000;
/** More are not shown. */
const mostChannels = 16;
const judgedEveryMs = 500;

type SoundChunk = Extract<AviChunk, { readonly kind: 'sound' }>;

const millisecondsOf = ({ bytes, channels }: SoundChunk): number =>
  bytes.length / (2 * channels) / samplesPerMs;

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
      sound.chunks.filter((chunk) => chunk.kind === 'sound'),
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

  #takeSound(chunks: readonly SoundChunk[], writtenAtMs: number): void {
    let atMs = writtenAtMs - chunks.reduce((sum, chunk) => sum + millisecondsOf(chunk), 0);
    for (const chunk of chunks) {
      const levels = soundLevels(chunk.bytes, chunk.channels);
      const untilMs = atMs + millisecondsOf(chunk);
      this.#watch = hear(this.#watch, levels, atMs, untilMs);
      this.#listener.onMeters({
        atMs: Math.round(untilMs),
        channels: levels.channels.slice(0, mostChannels),
      });
      atMs = untilMs;
    }
  }
}
