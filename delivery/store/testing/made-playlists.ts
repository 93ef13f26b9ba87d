import { basename } from 'node:path/posix';
import { type MadeObject, madeObject } from './made-objects.ts';

/** A Media Playlist under `KEY` that names these segments, as the encoder writes it. */
export function mediaPlaylistOf(
  key: string,
  segments: readonly MadeObject[],
  options: { readonly ended?: boolean; readonly init?: MadeObject } = {},
): MadeObject {
  const { ended = false, init } = options;
  const lines = ['#EXTM3U', '#EXT-X-VERSION:6', '#EXT-X-TARGETDURATION:2', '#EXT-X-MEDIA-SEQUENCE:0'];
  if (init) lines.push(`#EXT-X-SURECAST-SHA256:${init.sha256}`, `#EXT-X-MAP:URI="${basename(init.key)}"`);
  for (const segment of segments)
    lines.push(`#EXT-X-SURECAST-SHA256:${segment.sha256}`, '#EXTINF:2.000000,', basename(segment.key));
  if (ended) lines.push('#EXT-X-ENDLIST');
  return madeObject(key, `${lines.join('\n')}\n`);
}

/** The Multivariant Playlist of a broadcast with these variants. */
export function multivariantPlaylistOf(broadcast: string, variants: readonly string[]): MadeObject {
  const lines = variants.flatMap((name) => ['#EXT-X-STREAM-INF:BANDWIDTH=1000000', `${name}/index.m3u8`]);
  return madeObject(`${broadcast}/index.m3u8`, `${['#EXTM3U', ...lines].join('\n')}\n`);
}
