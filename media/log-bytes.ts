/**
 * The bytes of a log that are not cut yet: a list of the chunks as they came, addressed by their offset in the log.
 * Bytes are copied once, when a segment is taken out.
 */
export class LogBytes {
  readonly #chunks: Uint8Array[] = [];
  /** Offset in the log of each chunk's first byte. */
  readonly #starts: number[] = [];
  #begin = 0;
  #end = 0;

  /** Offset of the first byte that is still held. */
  get begin(): number {
    return this.#begin;
  }

  /** Offset behind the last byte pushed. */
  get end(): number {
    return this.#end;
  }

  append(chunk: Uint8Array): void {
    if (chunk.length === 0) return;
    this.#chunks.push(chunk);
    this.#starts.push(this.#end);
    this.#end += chunk.length;
  }

  /** The held chunk that covers `offset`, and where it starts; undefined outside of what is held. */
  chunkAt(offset: number): { chunk: Uint8Array; start: number } | undefined {
    if (offset < this.#begin || offset >= this.#end) return undefined;
    const index = this.#indexOf(offset);
    const chunk = this.#chunks[index];
    const start = this.#starts[index];
    return chunk === undefined || start === undefined ? undefined : { chunk, start };
  }

  /** The byte at `offset`, or -1 if it is not held. */
  byteAt(offset: number): number {
    const found = this.chunkAt(offset);
    return found === undefined ? -1 : (found.chunk[offset - found.start] ?? -1);
  }

  /** Bytes `from` to `to` in one piece: in place where one chunk holds them, else a copy. Clipped to what is held. */
  read(from: number, to: number): Uint8Array {
    const first = Math.max(from, this.#begin);
    const last = Math.min(to, this.#end);
    const found = this.chunkAt(first);
    if (found === undefined || last <= first) return new Uint8Array(0);
    const index = first - found.start;
    if (last - found.start <= found.chunk.length) return found.chunk.subarray(index, last - found.start);
    return this.#copy(first, last);
  }

  /** Removes everything before `to` and returns it as one buffer of its own. */
  take(to: number): Uint8Array {
    const bytes = this.#copy(this.#begin, to);
    this.dropTo(to);
    return bytes;
  }

  /** Forgets everything before `to`. */
  dropTo(to: number): void {
    if (to <= this.#begin) return;
    this.#begin = Math.min(to, this.#end);
    const keepFrom = this.#begin === this.#end ? this.#chunks.length : this.#indexOf(this.#begin);
    this.#chunks.splice(0, keepFrom);
    this.#starts.splice(0, keepFrom);
  }

  /** Offset of the first place at or after `from` where `pattern` stands complete before `to`, else -1. */
  find(pattern: Uint8Array, from: number, to: number = this.#end): number {
    const end = Math.min(to, this.#end);
    let position = Math.max(from, this.#begin);
    while (position + pattern.length <= end) {
      const found = this.chunkAt(position);
      if (found === undefined) return -1;
      const next = found.start + found.chunk.length;
      const within = indexIn(found.chunk.subarray(position - found.start, end - found.start), pattern);
      if (within >= 0) return position + within;
      const seam = Math.max(position, next - pattern.length + 1);
      const across = indexIn(this.read(seam, Math.min(end, next + pattern.length - 1)), pattern);
      if (across >= 0) return seam + across;
      position = next;
    }
    return -1;
  }

  #copy(from: number, to: number): Uint8Array {
    const bytes = new Uint8Array(Math.max(0, to - from));
    for (let index = this.#indexOf(from), at = from; at < to; index++) {
      const chunk = this.#chunks[index];
      const start = this.#starts[index];
      if (chunk === undefined || start === undefined) break;
      const piece = chunk.subarray(at - start, Math.min(chunk.length, to - start));
      bytes.set(piece, at - from);
      at += piece.length;
    }
    return bytes;
  }

  /** Binary search, since thousands of small chunks may make up one segment. */
  #indexOf(offset: number): number {
    let low = 0;
    let high = this.#starts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >>> 1;
      if ((this.#starts[middle] ?? 0) <= offset) low = middle;
      else high = middle - 1;
    }
    return low;
  }
}

function indexIn(bytes: Uint8Array, pattern: Uint8Array): number {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).indexOf(pattern);
}
