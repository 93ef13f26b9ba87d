import type { VideoFormat } from './cut.ts';
import { readAccessUnitHead } from './keyframe-head.ts';
import type { StreamCodec } from './ts-psi.ts';

/** How much of a keyframe is looked at for parameter sets and the first slice. */
const headBytes = 8192;

/** Looks at the beginning of each keyframe of a transport stream, packet by packet until its first slice. */
export class TsKeyframe {
  readonly #head = new Uint8Array(headBytes);
  #length = 0;
  #codec: 'h264' | 'hevc' | undefined;
  #reading = false;
  #format: VideoFormat | undefined;

  /** The format of the last keyframe that said it. */
  get format(): VideoFormat | undefined {
    return this.#format;
  }

  setCodec(codec: StreamCodec | undefined): void {
    this.#codec = codec === 'h264' || codec === 'hevc' ? codec : undefined;
  }

  /** False if the first packet already shows a slice that needs what came before (a recovery point without parameter sets). */
  mayDecodeAlone(payload: Uint8Array): boolean {
    if (this.#codec === undefined) return true;
    const { format, slice } = readAccessUnitHead(this.#codec, payload);
    return slice === undefined || format !== undefined;
  }

  /** A keyframe begins with the next payload. */
  start(): void {
    this.#reading = this.#codec !== undefined;
    this.#length = 0;
  }

  /** Something else begins. */
  stop(): void {
    this.#reading = false;
  }

  /** Reads on; returns false if the first slice came without parameter sets before it. */
  read(bytes: Uint8Array, from: number, to: number): boolean {
    if (!this.#reading || this.#codec === undefined) return true;
    const piece = bytes.subarray(from, Math.min(to, from + headBytes - this.#length));
    this.#head.set(piece, this.#length);
    this.#length += piece.length;
    const { format, slice } = readAccessUnitHead(this.#codec, this.#head.subarray(0, this.#length));
    if (slice === undefined && this.#length < headBytes) return true;
    this.#reading = false;
    this.#format = format ?? this.#format;
    return slice === undefined || format !== undefined;
  }
}
