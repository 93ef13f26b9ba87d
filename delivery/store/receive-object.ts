import { createHash } from 'node:crypto';
import { type FileHandle, open } from 'node:fs/promises';
import type { Readable } from 'node:stream';

/** Small pieces, as TLS brings them, are written together. */
const writeBytes = 256 * 1024;

export type Received =
  | { readonly kind: 'whole' }
  /** `sha256` undefined: it was another number of bytes. */
  | { readonly kind: 'different'; readonly sha256: string | undefined };

/**
 * Writes a stream to a new file, hashed while it arrives, and fsyncs it if its bytes are the expected ones.
 * @throws the stream's error, or the system's
 */
export async function receiveObject(
  path: string,
  body: Readable,
  expected: { readonly sha256: string; readonly sizeBytes: number },
): Promise<Received> {
  const file = await open(path, 'wx');
  try {
    const hash = createHash('sha256');
    let sizeBytes = 0;
    const writer = gatherWrites(file);
    // Not destroyed when the disk is full: a request is answered on the connection that its body comes on.
    for await (const piece of body.iterator({ destroyOnReturn: false })) {
      const bytes: Uint8Array = piece;
      sizeBytes += bytes.byteLength;
      if (sizeBytes > expected.sizeBytes) return { kind: 'different', sha256: undefined };
      hash.update(bytes);
      await writer.add(bytes);
    }
    await writer.flush();
    if (sizeBytes !== expected.sizeBytes) return { kind: 'different', sha256: undefined };
    const sha256 = hash.digest('hex');
    if (sha256 !== expected.sha256) return { kind: 'different', sha256 };
    await file.sync();
    return { kind: 'whole' };
  } finally {
    await file.close();
  }
}

function gatherWrites(file: FileHandle): { add(bytes: Uint8Array): Promise<void>; flush(): Promise<void> } {
  let gathered: Uint8Array[] = [];
  let gatheredBytes = 0;
  const flush = async (): Promise<void> => {
    const pieces = gathered;
    gathered = [];
    gatheredBytes = 0;
    if (pieces.length > 0) await file.writeFile(Buffer.concat(pieces));
  };
  return {
    flush,
    add: async (bytes) => {
      gathered.push(bytes);
      gatheredBytes += bytes.byteLength;
      if (gatheredBytes >= writeBytes) await flush();
    },
  };
}
