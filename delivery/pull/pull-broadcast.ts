import { type NamedObjects, namedObjects } from '../store/named-objects.ts';
import { keepNewest, type PullSource, pullNamed } from './pull-object.ts';

/** How far a broadcast was found. */
export type Pulled =
  /** Nothing is there yet. */
  | { readonly kind: 'absent' }
  | { readonly kind: 'live'; readonly targetSeconds: number }
  /** All playlists have ended, and all that they name is here. `isWhole`: its receipt, too. */
  | { readonly kind: 'ended'; readonly isWhole: boolean };

const largestPlaylistBytes = 16 * 1024 * 1024;

/**
 * Brings a broadcast from its origin into the store as far as it is there: initialization sections and segments in their
 * order, then the playlist that names them, at last the one above. What was brought before is not asked for again.
 * @throws SurecastError, OriginFailure: to be tried again
 */
export async function pullBroadcast(source: PullSource, broadcast: string): Promise<Pulled> {
  const top = await readPlaylist(source, `${broadcast}/index.m3u8`);
  if (top === undefined) return { kind: 'absent' };
  const media =
    top.named.kind === 'media'
      ? [await pullMedia(source, top)]
      : await Promise.all(top.named.objects.map(({ key }) => pullMediaUnder(source, key)));
  if (top.named.kind === 'multivariant') await keepNewest(source.store, top.key, top.bytes);
  if (!media.every(({ ended }) => ended))
    return { kind: 'live', targetSeconds: Math.max(...media.map(({ targetSeconds }) => targetSeconds)) };
  const isWhole = await pullReceipt(source, broadcast);
  if (isWhole && top.named.kind === 'multivariant') await pullTop(source, top.key);
  return { kind: 'ended', isWhole };
}

/** The one that was read first may be older than the end of the others; the receipt comes after the last. */
async function pullTop(source: PullSource, key: string): Promise<void> {
  const top = await readPlaylist(source, key);
  if (top !== undefined) await keepNewest(source.store, key, top.bytes);
}

type ReadPlaylist = { readonly key: string; readonly bytes: Uint8Array; readonly named: NamedObjects };

async function readPlaylist({ origin, signal }: PullSource, key: string): Promise<ReadPlaylist | undefined> {
  const bytes = await origin.get(key, largestPlaylistBytes, signal);
  return bytes && { key, bytes, named: namedObjects(key, Buffer.from(bytes).toString()) };
}

/** A Media Playlist that is named and not there yet is as good as one without segments. */
async function pullMediaUnder(source: PullSource, key: string): Promise<NamedObjects> {
  const playlist = await readPlaylist(source, key);
  if (playlist === undefined) return { kind: 'media', ended: false, targetSeconds: 1, objects: [] };
  return pullMedia(source, playlist);
}

async function pullMedia(source: PullSource, playlist: ReadPlaylist): Promise<NamedObjects> {
  for (const named of playlist.named.objects) await pullNamed(source, named);
  await keepNewest(source.store, playlist.key, playlist.bytes);
  return playlist.named;
}

/** The last thing that an encoder delivers. */
async function pullReceipt({ origin, store, signal }: PullSource, broadcast: string): Promise<boolean> {
  const key = `${broadcast}/receipt.json`;
  if (store.head(key) !== undefined) return true;
  const bytes = await origin.get(key, largestPlaylistBytes, signal);
  if (bytes === undefined) return false;
  await keepNewest(store, key, bytes);
  return true;
}
