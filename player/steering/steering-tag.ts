/** EXT-X-CONTENT-STEERING of a Multivariant Playlist (draft-pantos-hls-rfc8216bis, 4.4.6.6). */
export type SteeringTag = {
  /** Absolute URL of the steering manifest. */
  readonly manifestUrl: string;
  /** The pathway that the playlist begins with. */
  readonly pathway: string;
};

/** The playlist's tag; undefined if it has none, or none that can be used. @param url of the playlist */
export function readSteeringTag(text: string, url: string): SteeringTag | undefined {
  const attributes = /^#EXT-X-CONTENT-STEERING:(.*)$/m.exec(text)?.[1];
  const server = attributes === undefined ? undefined : /(?:^|,)SERVER-URI="([^"]*)"/.exec(attributes)?.[1];
  if (attributes === undefined || server === undefined || !URL.canParse(server, url)) return undefined;
  const { href, protocol } = new URL(server, url);
  if (protocol !== 'http:' && protocol !== 'https:') return undefined;
  return { manifestUrl: href, pathway: /(?:^|,)PATHWAY-ID="([^"]*)"/.exec(attributes)?.[1] ?? '.' };
}
