import { AdtsCounter } from './adts-counter.ts';
import { isComplete, type OpenPes, readPesHeader } from './ts-pes.ts';
import type { StreamCodec } from './ts-psi.ts';

/** RFC 6381 strings of audio that is not ADTS, whose header says it. */
const codecs: Partial<Record<StreamCodec, string>> = {
  'aac-latm': 'mp4a.40.2',
  mp3: 'mp4a.40.34',
  'ac-3': 'ac-3',
  'ec-3': 'ec-3',
};

/** Follows the audio of a transport stream: AAC frames, which FFmpeg packs several to a PES packet; else PES packets. */
export class TsAudio {
  readonly #adts = new AdtsCounter();
  #codec: StreamCodec | undefined;
  #packets = 0;
  #framesBeforePes = 0;
  #pes: OpenPes | undefined;

  /** The PES packet in hand. */
  get pes(): OpenPes | undefined {
    return this.#pes;
  }

  /** Frames that began in the PES packet in hand. */
  get framesOfPes(): number {
    return this.#frames - this.#framesBeforePes;
  }

  get codec(): string | undefined {
    return this.#codec === undefined ? undefined : (codecs[this.#codec] ?? this.#adts.codec);
  }

  setCodec(codec: StreamCodec | undefined): void {
    this.#codec = codec;
  }

  /** Forgets what was begun: bytes are missing from here on. */
  forget(): void {
    this.#pes = undefined;
    this.#adts.restart();
  }

  /** Reads the payload of one packet; returns the frames that begin in it, and whether it is sound. */
  read(
    bytes: Uint8Array,
    from: number,
    to: number,
    offset: number,
    unitStart: boolean,
  ): { frames: number; sound: boolean } {
    const before = this.#frames;
    const start = unitStart ? this.#startPes(bytes, from, to, offset) : { payload: from, sound: true };
    if (this.#pes === undefined) return { frames: 0, sound: true };
    this.#pes.received += to - from;
    const inStep = this.#codec !== 'aac-adts' || this.#adts.push(bytes, start.payload, to);
    return { frames: this.#frames - before, sound: start.sound && inStep };
  }

  get #frames(): number {
    return this.#codec === 'aac-adts' ? this.#adts.frames : this.#packets;
  }

  #startPes(
    bytes: Uint8Array,
    from: number,
    to: number,
    offset: number,
  ): { payload: number; sound: boolean } {
    const previousComplete = isComplete(this.#pes, true);
    const header = readPesHeader(bytes, from, to);
    this.#framesBeforePes = this.#frames;
    this.#packets++;
    this.#adts.restart();
    this.#pes = { startOffset: offset, packetLength: header?.packetLength ?? 0, received: 0 };
    return {
      payload: from + (header?.headerLength ?? to - from),
      sound: previousComplete && header !== undefined,
    };
  }
}
