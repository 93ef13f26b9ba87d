/** Counts the AAC frames of an ADTS stream that comes in pieces, by the lengths in their headers (ISO/IEC 14496-3 1.A.2.2). */
export class AdtsCounter {
  #frames = 0;
  #skip = 0;
  readonly #header = new Uint8Array(6);
  #headerLength = 0;
  #objectType: number | undefined;

  get frames(): number {
    return this.#frames;
  }

  /** RFC 6381 string from the first header: `mp4a.40.2`. */
  get codec(): string | undefined {
    return this.#objectType === undefined ? undefined : `mp4a.40.${this.#objectType}`;
  }

  /** Forgets what is left of a frame: the next byte begins one. */
  restart(): void {
    this.#skip = 0;
    this.#headerLength = 0;
  }

  /** Takes back frames that turned out to be cut off. */
  rewind(frames: number): void {
    this.#frames = frames;
  }

  /** Takes bytes `from` to `to`; returns false if a frame does not begin with the syncword. */
  push(bytes: Uint8Array, from: number, to: number): boolean {
    let at = from;
    while (at < to) {
      if (this.#skip > 0) {
        const step = Math.min(this.#skip, to - at);
        this.#skip -= step;
        at += step;
        continue;
      }
      this.#header[this.#headerLength++] = bytes[at++] ?? 0;
      if (this.#headerLength === 6 && !this.#startFrame()) return false;
    }
    return true;
  }

  #startFrame(): boolean {
    const [sync = 0, second = 0, third = 0, fourth = 0, fifth = 0, sixth = 0] = this.#header;
    const length = ((fourth & 3) << 11) | (fifth << 3) | (sixth >> 5);
    this.#headerLength = 0;
    if (sync !== 0xff || (second & 0xf6) !== 0xf0 || length < 7) return false;
    this.#objectType ??= (third >> 6) + 1;
    this.#skip = length - 6;
    this.#frames++;
    return true;
  }
}
