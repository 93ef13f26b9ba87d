/** What a Multivariant Playlist is given for content steering. */
export type PathwayTags = {
  /** Pathway ID of this edge: its name. */
  readonly pathway: string;
  /** URI of the steering manifest, given the URIs of the Media Playlists. */
  readonly serverUri: (playlists: readonly string[]) => string;
};

/** URIs that can be named again as they are: below the playlist, and valid as STABLE-VARIANT-ID. */
const plainUri = /^[A-Za-z0-9][A-Za-z0-9._-]*(?:\/[A-Za-z0-9][A-Za-z0-9._-]*)?$/;
const streamInf = '#EXT-X-STREAM-INF:';

/**
 * Makes all Variant Streams of a Multivariant Playlist those of this edge's pathway and names the steering manifest (RFC 8216bis,
 * 4.4.6.2 and 4.4.6.6). Each variant's stable ID is its URI, by which a clone of the pathway can name it elsewhere. Pure; what
 * is no Multivariant Playlist comes back as it was.
 */
export function rewriteMultivariant(text: string, { pathway, serverUri }: PathwayTags): string {
  const lines = text.split(/\r?\n/).filter((line) => !line.startsWith('#EXT-X-CONTENT-STEERING:'));
  if (lines[0] !== '#EXTM3U' || !lines.some((line) => line.startsWith(streamInf))) return text;
  const uris = new Set<string>();
  const rewritten = lines.map((line, at) => {
    if (!line.startsWith(streamInf)) return line;
    const uri = uriBehind(lines, at);
    if (uri === undefined || !plainUri.test(uri)) return withAttributes(line, { 'PATHWAY-ID': pathway });
    uris.add(uri);
    return withAttributes(line, { 'PATHWAY-ID': pathway, 'STABLE-VARIANT-ID': uri });
  });
  const steering = `#EXT-X-CONTENT-STEERING:SERVER-URI="${serverUri([...uris])}",PATHWAY-ID="${pathway}"`;
  return ['#EXTM3U', steering, ...rewritten.slice(1)].join('\n');
}

/** The URI line that a tag belongs to: the next one that is neither blank nor a comment. */
function uriBehind(lines: readonly string[], at: number): string | undefined {
  return lines.slice(at + 1).find((line) => line.trim() !== '' && !line.startsWith('#'));
}

/** The tag with these attributes, whatever it said of them before. */
function withAttributes(line: string, attributes: Readonly<Record<string, string>>): string {
  const written = line.slice(streamInf.length).match(/[A-Z0-9-]+=(?:"[^"]*"|[^",]*)/g) ?? [];
  const kept = written.filter((attribute) => !Object.hasOwn(attributes, attribute.split('=', 1)[0] ?? ''));
  const added = Object.entries(attributes).map(([name, value]) => `${name}="${value}"`);
  return `${streamInf}${[...kept, ...added].join(',')}`;
}
