import { randomBytes } from 'node:crypto';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { hexSha256 } from '../../../uploader/origins/hash.ts';
import type { ObjectStore, StoreOutcome, WriteCondition } from '../object-store.ts';

/** An object as a test made it. */
export type MadeObject = { readonly key: string; readonly bytes: Buffer; readonly sha256: string };

export function madeObject(key: string, content: Buffer | string | number = 50_000): MadeObject {
  const bytes = typeof content === 'number' ? randomBytes(content) : Buffer.from(content);
  return { key, bytes, sha256: hexSha256(bytes) };
}

/** Bytes in small pieces, as they come over a connection. */
export function inPieces(bytes: Buffer, pieceBytes = 16_384): Readable {
  return Readable.from(
    (function* () {
      for (let at = 0; at < bytes.length; at += pieceBytes) yield bytes.subarray(at, at + pieceBytes);
    })(),
    { objectMode: false },
  );
}

export const putInto = (
  store: ObjectStore,
  { key, bytes, sha256 }: MadeObject,
  condition: WriteCondition = { kind: 'create' },
): Promise<StoreOutcome> => store.put(key, inPieces(bytes), { sha256, sizeBytes: bytes.length }, condition);

/** All bytes under a key; undefined: nothing is there. */
export async function bytesOf(store: ObjectStore, key: string): Promise<Buffer | undefined> {
  const object = store.head(key);
  const body = object && (await store.read(object));
  return body && buffer(body);
}
