import { chmod, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { originKeys } from '../../contract/api/settings.ts';
import type { S3Keys } from '../../contract/origin-access.ts';
import { SurecastError } from '../../contract/surecast-error.ts';
import { writeDurably } from '../../disk/durable-file.ts';
import { diskError } from '../disk/disk-error.ts';
import type { KeyStore } from './key-store.ts';

const keyFile = z.strictObject({ format: z.literal(1), origins: z.array(originKeys) });

/** For its owner alone to read and write. */
const ownerOnly = 0o600;

/**
 * Keys in a file of the data directory, apart from the configuration, which people show each other.
 * @throws SurecastError `ORIGIN_KEYS_UNREADABLE`, which repeats nothing of what the file holds
 * @throws what the system says of a file that this user may not read
 */
export async function openFileKeyStore(dataDirectory: string): Promise<KeyStore> {
  const path = join(dataDirectory, 'origin-keys.json');
  const keys = await readKeys(path);
  let writing: Promise<unknown> = Promise.resolve();
  const write = (): Promise<void> => {
    const written = writing.then(() => writeKeys(dataDirectory, path, keys));
    writing = written.catch(() => undefined);
    return written;
  };
  return {
    keysOf: (originUrl) => keys.get(originUrl),
    originUrls: () => [...keys.keys()],
    keep: (originUrl, kept) => {
      keys.set(originUrl, kept);
      return write();
    },
    forget: (originUrl) => (keys.delete(originUrl) ? write() : Promise.resolve()),
  };
}

async function readKeys(path: string): Promise<Map<string, S3Keys>> {
  const text = await readText(path);
  if (text === undefined) return new Map();
  try {
    const { origins } = keyFile.parse(JSON.parse(text));
    return new Map(origins.map(({ originUrl, ...keys }) => [originUrl, keys]));
  } catch {
    // Not as the cause: a parser's words repeat what it read.
    throw unreadable(path);
  }
}

/** What the system refuses is the folder's matter, and is thrown as it is. */
async function readText(path: string): Promise<string | undefined> {
  try {
    const text = await readFile(path, 'utf8');
    await tighten(path);
    return text;
  } catch (error) {
    if (hasCode(error, ['ENOENT', 'ENOTDIR'])) return undefined;
    throw hasCode(error, ['EISDIR']) ? unreadable(path) : error;
  }
}

/** A copy that was put back may have become readable for others; where nothing can be changed, it stays so. */
async function tighten(path: string): Promise<void> {
  if (process.platform === 'win32') return;
  await chmod(path, ownerOnly).catch((error: unknown) => {
    if (!hasCode(error, ['EROFS', 'EPERM'])) throw error;
  });
}

const unreadable = (path: string): SurecastError =>
  new SurecastError('ORIGIN_KEYS_UNREADABLE', `The keys in ${path} can't be read.`);

async function writeKeys(
  dataDirectory: string,
  path: string,
  keys: ReadonlyMap<string, S3Keys>,
): Promise<void> {
  const origins = [...keys].map(([originUrl, each]) => ({ originUrl, ...each }));
  const bytes = Buffer.from(`${JSON.stringify({ format: 1, origins }, null, 2)}\n`);
  await writeDurably(path, bytes, ownerOnly).catch((error: unknown) => {
    throw diskError(dataDirectory, error) ?? error;
  });
}

const hasCode = (error: unknown, codes: readonly string[]): boolean =>
  error instanceof Error && 'code' in error && codes.includes(String(error.code));
