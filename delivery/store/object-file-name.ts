import { join } from 'node:path';
import { parseNetworkKey, sha256Hex } from '../../contract/network/object-key.ts';
import { isProbeKey } from '../../contract/network/object-transfer.ts';
import type { HeldObject } from './object-store.ts';

/**
 * A file of the store says in its name what its bytes must be: `FILE~SHA256~SIZE~VERSION`. One rename so commits the bytes with
 * their digest, and an index is rebuilt from names alone. `~` is in no key.
 */
export const objectFileName = (file: string, object: Omit<HeldObject, 'key'>): string =>
  `${file}~${object.sha256}~${object.sizeBytes}~${object.version}`;

/** Reads a file's name; undefined if it is none of the store's. */
export function parseObjectFileName(
  name: string,
): (Omit<HeldObject, 'key'> & { readonly file: string }) | undefined {
  const [file = '', sha256 = '', size = '', version = '', ...rest] = name.split('~');
  const isWhole = file !== '' && sha256Hex.safeParse(sha256).success && rest.length === 0;
  if (!isWhole || !/^\d{1,15}$/.test(size) || !/^\d{1,15}$/.test(version)) return undefined;
  return { file, sha256, sizeBytes: Number(size), version: Number(version) };
}

/** Marks a file whose bytes are not what its name says; kept for a person to look at. */
export const damagedSuffix = '~damaged';

/** Path of an object's file below the store's folder for objects. */
export function objectPath(directory: string, object: HeldObject): string {
  const parts = object.key.split('/');
  return join(directory, ...parts.slice(0, -1), objectFileName(parts.at(-1) ?? '', object));
}

/** The broadcast that a key belongs to; of a key for trying out, the folder of those. */
export const broadcastOf = (key: string): string => key.slice(0, key.indexOf('/'));

/** Whether a store takes this key: no other gets anywhere near the file system. */
export const isStoreKey = (key: string): boolean => parseNetworkKey(key) !== undefined || isProbeKey(key);
