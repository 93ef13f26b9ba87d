/** One packet of an AVI file. */
export type AviChunk = {
  readonly stream: number;
  readonly kind: 'picture' | 'sound';
  readonly bytes: Uint8Array;
};

/** Largest chunk that is believed; more is not what FFmpeg writes here. */
const largestChunkBytes = 8 << 20;

/** Lists of the header, which are passed over, and marks at the end of the file. */
const passedOver = new Set(['JUNK', 'idx1', 'LIST']);

/**
 * Takes the packets out of an AVI file that is still being written, piece by piece. What the header says is not needed:
 * the file is of our own making.
 */
export class AviChunks {
  #rest: Buffer = Buffer.alloc(0);

  /**
   * The packets that are whole with these bytes, in their order.
   * @throws RangeError for what is no AVI of FFmpeg's
   */
  push(bytes: Uint8Array): readonly AviChunk[] {
    const data = this.#rest.length === 0 ? Buffer.from(bytes) : Buffer.concat([this.#rest, bytes]);
    const chunks: AviChunk[] = [];
    let offset = 0;
    for (let next = chunkAt(data, offset); next !== undefined; next = chunkAt(data, offset)) {
      if (next.chunk !== undefined) chunks.push(next.chunk);
      offset = next.end;
    }
    this.#rest = data.subarray(offset);
    return chunks;
  }
}

/** Undefined while it is not whole. */
function chunkAt(
  data: Buffer,
  offset: number,
): { readonly chunk: AviChunk | undefined; readonly end: number } | undefined {
  if (data.length < offset + 12) return undefined;
  const name = data.toString('latin1', offset, offset + 4);
  const list = data.toString('latin1', offset + 8, offset + 12);
  if (name === 'RIFF' && list === 'AVI ') return { chunk: undefined, end: offset + 12 };
  if (name === 'LIST' && list === 'movi') return { chunk: undefined, end: offset + 12 };
  const size = data.readUInt32LE(offset + 4);
  const isPacket = /^0\d(?:dc|db|wb)$/.test(name);
  if ((!isPacket && !passedOver.has(name)) || size > largestChunkBytes) {
    throw new RangeError(`"${name}" of ${size} bytes is no chunk of an AVI file`);
  }
  const end = offset + 8 + size + (size % 2);
  if (data.length < end) return undefined;
  if (!isPacket || size === 0) return { chunk: undefined, end };
  // A copy: a picture that is kept must not keep all that was read with it.
  const bytes = Uint8Array.prototype.slice.call(data, offset + 8, offset + 8 + size);
  const kind = name.endsWith('wb') ? 'sound' : 'picture';
  return { chunk: { stream: Number(name.slice(0, 2)), kind, bytes }, end };
}
