/** One packet of an AVI file. */
export type AviChunk = {
  readonly stream: number;
  readonly bytes: Uint8Array;
} & (
  | { readonly kind: 'picture' }
  /** Samples of each channel in turn. */
  | { readonly kind: 'sound'; readonly channels: number }
);

/** Largest chunk that is believed; more is not what FFmpeg writes here. */
const largestChunkBytes = 8 << 20;

/** Lists beside the packets, and marks at the end of the file. */
const passedOver = new Set(['JUNK', 'idx1', 'LIST']);

/**
 * Takes the packets out of an AVI file that is still being written, piece by piece. Of what the header says only the number of
 * channels is needed: the rest is of our own making.
 */
export class AviChunks {
  #rest: Buffer = Buffer.alloc(0);
  #channels = 0;

  /**
   * The packets that are whole with these bytes, in their order.
   * @throws RangeError for what is no AVI of FFmpeg's
   */
  push(bytes: Uint8Array): readonly AviChunk[] {
    const data = this.#rest.length === 0 ? Buffer.from(bytes) : Buffer.concat([this.#rest, bytes]);
    const chunks: AviChunk[] = [];
    let offset = 0;
    for (let next = chunkAt(data, offset); next !== undefined; next = chunkAt(data, offset)) {
      if (next.found !== undefined) chunks.push(...this.#take(next.found));
      offset = next.end;
    }
    this.#rest = data.subarray(offset);
    return chunks;
  }

  #take({ name, bytes }: Found): readonly AviChunk[] {
    if (name === 'LIST') {
      this.#channels ||= channelsIn(bytes);
      return [];
    }
    // A copy: a picture that is kept must not keep all that was read with it.
    const packet = { stream: Number(name.slice(0, 2)), bytes: Uint8Array.prototype.slice.call(bytes) };
    if (!name.endsWith('wb')) return [{ ...packet, kind: 'picture' }];
    if (this.#channels === 0) throw new RangeError('the header of the file tells of no sound');
    return [{ ...packet, kind: 'sound', channels: this.#channels }];
  }
}

/** A packet, or a list of the header. */
type Found = { readonly name: string; readonly bytes: Buffer };

/** Channels of the first stream of sound that a header tells of: in the format behind the name of its kind. 0: it tells of none. */
function channelsIn(list: Buffer): number {
  const kindAt = list.indexOf('auds');
  const formatAt = kindAt < 0 ? -1 : list.indexOf('strf', kindAt);
  const channelsAt = formatAt + 10;
  return formatAt < 0 || list.length < channelsAt + 2 ? 0 : list.readUInt16LE(channelsAt);
}

/** Undefined while it is not whole. */
function chunkAt(
  data: Buffer,
  offset: number,
): { readonly found: Found | undefined; readonly end: number } | undefined {
  if (data.length < offset + 12) return undefined;
  const name = data.toString('latin1', offset, offset + 4);
  const list = data.toString('latin1', offset + 8, offset + 12);
  if (name === 'RIFF' && list === 'AVI ') return { found: undefined, end: offset + 12 };
  if (name === 'LIST' && list === 'movi') return { found: undefined, end: offset + 12 };
  const size = data.readUInt32LE(offset + 4);
  const isPacket = /^0\d(?:dc|db|wb)$/.test(name);
  if ((!isPacket && !passedOver.has(name)) || size > largestChunkBytes) {
    throw new RangeError(`"${name}" of ${size} bytes is no chunk of an AVI file`);
  }
  const end = offset + 8 + size + (size % 2);
  if (data.length < end) return undefined;
  if ((!isPacket && name !== 'LIST') || size === 0) return { found: undefined, end };
  return { found: { name, bytes: data.subarray(offset + 8, offset + 8 + size) }, end };
}
