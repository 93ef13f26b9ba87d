import { z } from 'zod';

/**
 * Key of an object in the network, the same as on any origin: `NAME/FILE` or `NAME/VARIANT/FILE`. Each part begins with
 * a letter or digit, so that no key climbs out of its folder, and has at most 150 characters: servers add to file names.
 */
export type NetworkKey = { readonly broadcast: string; readonly rest: string };

const part = /^[A-Za-z0-9][A-Za-z0-9._-]{0,149}$/;

/** Reads a key; undefined if it is none. */
export function parseNetworkKey(text: string): NetworkKey | undefined {
  const parts = text.split('/');
  const [broadcast = ''] = parts;
  if (parts.length < 2 || parts.length > 3 || broadcast.length > 100) return undefined;
  if (!parts.every((each) => part.test(each))) return undefined;
  return { broadcast, rest: parts.slice(1).join('/') };
}

/** Whether the object under a key is replaced by newer versions. All else is written once. */
export const isPlaylistKey = (key: string): boolean => key.endsWith('.m3u8');

/** A broadcast's name in messages of the network. */
export const networkBroadcast = z.string().regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$/);

/** Lower-case hex SHA-256. */
export const sha256Hex = z.string().regex(/^[0-9a-f]{64}$/);
