import { createHash, type Hash } from 'node:crypto';
import { type FileHandle, lstat, open, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { makeDirectoryDurably } from './durable-file.ts';
import { temporaryName } from './leftovers.ts';

/** What a file must be. */
export type ExpectedFile = { readonly sizeBytes: number; readonly sha256: string };

const chunkBytes = 1024 * 1024;

/** Reads a file and tells whether it is what it must be; false when it is not there, or no plain file. */
export async function isFile(path: string, expected: ExpectedFile): Promise<boolean> {
  const found = await lstat(path).catch(() => undefined);
  if (found?.isFile() !== true || found.size !== expected.sizeBytes) return false;
  return (await readThrough(path, async () => undefined)) === expected.sha256;
}

/**
 * Copies a file so that it is there whole, or not at all under its name; it and its name are safe against a power cut
 * once the directory is fsynced, too (`syncDirectory`), which is left to the caller: once for many files.
 * @returns false when the source is not what it must be: nothing is written then
 * @throws Error of the system when the target can't be written
 */
export async function copyFile(source: string, target: string, expected: ExpectedFile): Promise<boolean> {
  const found = await lstat(source).catch(() => undefined);
  if (found?.isFile() !== true || found.size !== expected.sizeBytes) return false;
  await makeDirectoryDurably(dirname(target));
  const temporary = temporaryName(target);
  try {
    if ((await copyInto(temporary, source)) !== expected.sha256) {
      await rm(temporary, { force: true });
      return false;
    }
    await rename(temporary, target);
    return true;
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
}

async function copyInto(temporary: string, source: string): Promise<string | undefined> {
  const file = await open(temporary, 'w');
  try {
    const sha256 = await readThrough(source, async (chunk) => void (await file.writeFile(chunk)));
    await file.sync();
    return sha256;
  } finally {
    await file.close();
  }
}

/** @returns the SHA-256; undefined when the file can't be read */
async function readThrough(
  path: string,
  take: (chunk: Uint8Array) => Promise<void>,
): Promise<string | undefined> {
  const file = await open(path, 'r').catch(() => undefined);
  if (file === undefined) return undefined;
  try {
    const hash = createHash('sha256');
    while (await passChunk(file, hash, take));
    return hash.digest('hex');
  } finally {
    await file.close();
  }
}

/** @returns whether there may be more */
async function passChunk(
  file: FileHandle,
  hash: Hash,
  take: (chunk: Uint8Array) => Promise<void>,
): Promise<boolean> {
  const { bytesRead, buffer } = await file.read(Buffer.allocUnsafe(chunkBytes), 0, chunkBytes, null);
  const chunk = buffer.subarray(0, bytesRead);
  hash.update(chunk);
  if (bytesRead > 0) await take(chunk);
  return bytesRead > 0;
}
