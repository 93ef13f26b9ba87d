import { readFile } from 'node:fs/promises';
import { compareReadings, type PlaylistReading, readPlaylist } from '../playlist/playlist-reading.ts';

/** A playlist as a file of the store. */
export type PlaylistFile = { readonly path: string; readonly sizeBytes: number };

/** Larger ones are not compared: they are read as a whole. */
const largestBytes = 16 * 1024 * 1024;

/** Whether a playlist is a later state of the same than what is held, by its content. Never throws: what can't be read is not. */
export async function isAhead(key: string, candidate: PlaylistFile, held: PlaylistFile): Promise<boolean> {
  if (Math.max(candidate.sizeBytes, held.sizeBytes) > largestBytes) return false;
  const read = async ({ path }: PlaylistFile): Promise<PlaylistReading> =>
    readPlaylist(key, await readFile(path, 'utf8'));
  try {
    return compareReadings(await read(candidate), await read(held)) === 'newer';
  } catch {
    return false;
  }
}
