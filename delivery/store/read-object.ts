import { createHash } from 'node:crypto';
import { type FileHandle, open } from 'node:fs/promises';
import type { ByteSpan, HeldObject } from './object-store.ts';

const pieceBytes = 256 * 1024;

/** An object's file, opened. */
export type OpenedFile =
  | { readonly kind: 'open'; readonly file: FileHandle }
  | { readonly kind: 'gone' }
  /** It has another size than its name says. */
  | { readonly kind: 'damaged' };

/** Opens an object's file and looks at its size. @throws the system's error, other than that it is not there */
export async function openObjectFile(path: string, object: HeldObject): Promise<OpenedFile> {
  const file = await open(path, 'r').catch((error: unknown) => {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw error;
  });
  if (file === undefined) return { kind: 'gone' };
  const { size } = await file.stat();
  if (size === object.sizeBytes) return { kind: 'open', file };
  await file.close();
  return { kind: 'damaged' };
}

/** The bytes of a part. Closes the file at its end. @throws Error when the file is shorter by now */
export async function* readSpan(file: FileHandle, { start, end }: ByteSpan): AsyncGenerator<Buffer> {
  try {
    for (let at = start; at <= end; ) {
      const piece = await readPiece(file, at, end);
      at += piece.byteLength;
      yield piece;
    }
  } finally {
    await file.close();
  }
}

/**
 * All bytes of an object, whose last piece is only given away once the SHA-256 of all was found right.
 * @param onDamage called when it is not, before the error
 */
export async function* readChecked(
  file: FileHandle,
  object: HeldObject,
  onDamage: () => Promise<void>,
): AsyncGenerator<Buffer> {
  const hash = createHash('sha256');
  let held: Buffer | undefined;
  try {
    for (let at = 0; at < object.sizeBytes; ) {
      if (held !== undefined) yield held;
      held = await readPiece(file, at, object.sizeBytes - 1);
      at += held.byteLength;
      hash.update(held);
    }
    if (hash.digest('hex') !== object.sha256) throw new ShorterOrOther();
  } catch (error) {
    if (error instanceof ShorterOrOther) await onDamage();
    throw error;
  } finally {
    await file.close();
  }
  if (held !== undefined) yield held;
}

/** The file is not what it was when it was stored. */
class ShorterOrOther extends Error {
  constructor() {
    super('the bytes on the disk are not the ones that were stored');
  }
}

async function readPiece(file: FileHandle, at: number, end: number): Promise<Buffer> {
  const length = Math.min(pieceBytes, end + 1 - at);
  const { bytesRead, buffer } = await file.read(Buffer.allocUnsafe(length), 0, length, at);
  if (bytesRead === 0) throw new ShorterOrOther();
  return buffer.subarray(0, bytesRead);
}
