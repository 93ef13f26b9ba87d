/** One entry of a Media Playlist that a test writes down. */
export type Entry = {
  readonly uri: string;
  readonly sha256?: string;
  readonly seconds?: number;
  readonly gap?: boolean;
  readonly discontinuity?: boolean;
  readonly date?: Date;
  readonly byteRange?: string;
  /** EXT-X-MAP before it. */
  readonly map?: { readonly uri: string; readonly sha256?: string };
};

/** Writes a Media Playlist as Surecast publishes them. */
export function writePlaylist(
  entries: readonly Entry[],
  options: { readonly first?: number; readonly ended?: boolean; readonly targetSeconds?: number } = {},
): string {
  const { first = 0, ended = false, targetSeconds = 0.2 } = options;
  const lines = ['#EXTM3U', '#EXT-X-VERSION:8', `#EXT-X-TARGETDURATION:${targetSeconds}`];
  lines.push(`#EXT-X-MEDIA-SEQUENCE:${first}`);
  const end = ended ? ['#EXT-X-ENDLIST'] : [];
  return `${[...lines, ...entries.flatMap(entryLines), ...end].join('\n')}\n`;
}

function entryLines(entry: Entry): readonly string[] {
  const { map } = entry;
  return [
    ...(entry.discontinuity ? ['#EXT-X-DISCONTINUITY'] : []),
    ...(map?.sha256 ? [`#EXT-X-SURECAST-SHA256:${map.sha256}`] : []),
    ...(map ? [`#EXT-X-MAP:URI="${map.uri}"`] : []),
    ...(entry.date ? [`#EXT-X-PROGRAM-DATE-TIME:${entry.date.toISOString()}`] : []),
    ...(entry.gap ? ['#EXT-X-GAP'] : []),
    ...(entry.byteRange ? [`#EXT-X-BYTERANGE:${entry.byteRange}`] : []),
    ...(entry.sha256 ? [`#EXT-X-SURECAST-SHA256:${entry.sha256}`] : []),
    `#EXTINF:${(entry.seconds ?? 0.48).toFixed(3)},`,
    entry.uri,
  ];
}
