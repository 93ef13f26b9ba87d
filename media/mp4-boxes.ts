/** A box in a buffer (ISO/IEC 14496-12 4.2): its type, and where its content lies. */
export type Box = { readonly type: string; readonly from: number; readonly to: number };

/** The head of a box: `size` counts the head too. */
export type BoxHead = { readonly type: string; readonly size: number; readonly headBytes: number };

/** The most that a box head takes: with a 64-bit size. */
export const maxBoxHeadBytes = 16;

/**
 * Reads a box head at `at`. `short`: the bytes end within it. `undefined`: this can't be one: its size is less than its
 * head, or 0 (to the end of the file), which never stands in a log that grows.
 */
export function readBoxHead(bytes: Uint8Array, at: number): BoxHead | 'short' | undefined {
  if (at + 8 > bytes.length) return 'short';
  const size = readUint32(bytes, at);
  const type = readType(bytes, at + 4);
  if (size !== 1) return size < 8 ? undefined : { type, size, headBytes: 8 };
  if (at + 16 > bytes.length) return 'short';
  const largeSize = readUint64(bytes, at + 8);
  return largeSize < 16 ? undefined : { type, size: largeSize, headBytes: 16 };
}

/** The boxes that fill `from` to `to` exactly, or undefined if they do not. */
export function readBoxes(bytes: Uint8Array, from: number, to: number): Box[] | undefined {
  const boxes: Box[] = [];
  let at = from;
  while (at < to) {
    const head = readBoxHead(bytes, at);
    if (head === undefined || head === 'short' || at + head.size > to) return undefined;
    boxes.push({ type: head.type, from: at + head.headBytes, to: at + head.size });
    at += head.size;
  }
  return boxes;
}

/** The first box of this path of types below `from` to `to`. */
export function findBox(bytes: Uint8Array, from: number, to: number, ...path: string[]): Box | undefined {
  let box: Box = { type: '', from, to };
  for (const type of path) {
    const found = readBoxes(bytes, box.from, box.to)?.find((child) => child.type === type);
    if (found === undefined) return undefined;
    box = found;
  }
  return box;
}

export function readUint16(bytes: Uint8Array, at: number): number {
  return ((bytes[at] ?? 0) << 8) | (bytes[at + 1] ?? 0);
}

export function readUint32(bytes: Uint8Array, at: number): number {
  return readUint16(bytes, at) * 65536 + readUint16(bytes, at + 2);
}

/** Exact up to 2^53. */
export function readUint64(bytes: Uint8Array, at: number): number {
  return readUint32(bytes, at) * 2 ** 32 + readUint32(bytes, at + 4);
}

export function readType(bytes: Uint8Array, at: number): string {
  return String.fromCharCode(bytes[at] ?? 0, bytes[at + 1] ?? 0, bytes[at + 2] ?? 0, bytes[at + 3] ?? 0);
}
