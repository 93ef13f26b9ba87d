/** EXT-X-CONTENT-STEERING of a Multivariant Playlist (draft-pantos-hls-rfc8216bis, 4.4.6.6). */
export type SteeringTag = {
  /** Absolute URL of the steering manifest. */
  readonly manifestUrl: string;
  /** The pathway to begin with; undefined: any of the playlist's. */
  readonly pathway: string | undefined;
};

/** Pathway of a Variant Stream that names none. */
const unnamedPathway = '.';

/** The playlist's tag; undefined if it has none, or none that can be used. @param url of the playlist */
export function readSteeringTag(text: string, url: string): SteeringTag | undefined {
  const attributes = /^#EXT-X-CONTENT-STEERING:(.*)$/m.exec(text)?.[1];
  const server = attributes === undefined ? undefined : /(?:^|,)SERVER-URI="([^"]*)"/.exec(attributes)?.[1];
  if (attributes === undefined || server === undefined || !URL.canParse(server, url)) return undefined;
  const { href, protocol } = new URL(server, url);
  if (protocol !== 'http:' && protocol !== 'https:') return undefined;
  return { manifestUrl: href, pathway: pathwayIn(attributes) };
}

/** The pathway of each Variant Stream, in their order: the parser reads another attribute for it. */
export function readVariantPathways(text: string): readonly string[] {
  return [...text.matchAll(/^#EXT-X-STREAM-INF:(.*)$/gm)].map(
    ([, attributes = '']) => pathwayIn(attributes) ?? unnamedPathway,
  );
}

const pathwayIn = (attributes: string): string | undefined =>
  /(?:^|,)PATHWAY-ID="([^"]*)"/.exec(attributes)?.[1];
