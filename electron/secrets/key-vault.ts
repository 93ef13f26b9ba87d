import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { z } from 'zod';
import { type OriginKeys, originKeys } from '../../contract/api/settings.ts';

/** Of Electron's safeStorage, what a vault needs: it encrypts with a key that the system keeps for this user. */
export type SafeStorage = {
  readonly isAvailable: () => boolean;
  readonly encrypt: (text: string) => Buffer;
  readonly decrypt: (bytes: Buffer) => string;
};

/** The S3 keys of origins, encrypted on disk, in the clear in this process alone. */
export type KeyVault = {
  /** All that are kept; none if the system can't decrypt them (another user, a locked keyring). */
  readonly all: () => readonly OriginKeys[];
  readonly keep: (keys: OriginKeys) => Promise<boolean>;
  readonly forget: (originUrl: string) => Promise<void>;
};

const contents = z.array(originKeys);

/**
 * Opens the vault. Where the system has no place for a secret, nothing is written, and `keep` says false: the keys then live as
 * long as the engine does.
 */
export async function openKeyVault(path: string, storage: SafeStorage): Promise<KeyVault> {
  let kept = storage.isAvailable() ? await readVault(path, storage) : [];
  const replace = async (next: readonly OriginKeys[]): Promise<boolean> => {
    kept = next;
    if (!storage.isAvailable()) return false;
    await mkdir(dirname(path), { recursive: true });
    const beside = `${path}.new`;
    await writeFile(beside, storage.encrypt(JSON.stringify(kept)), { mode: 0o600 });
    await rename(beside, path);
    return true;
  };
  const without = (originUrl: string): readonly OriginKeys[] =>
    kept.filter((one) => one.originUrl !== originUrl);
  return {
    all: () => kept,
    keep: (keys) => replace([...without(keys.originUrl), keys]),
    forget: async (originUrl) => void (await replace(without(originUrl))),
  };
}

async function readVault(path: string, storage: SafeStorage): Promise<readonly OriginKeys[]> {
  const bytes = await readFile(path).catch(() => undefined);
  if (bytes === undefined) return [];
  try {
    return contents.parse(JSON.parse(storage.decrypt(bytes)));
  } catch {
    return [];
  }
}
