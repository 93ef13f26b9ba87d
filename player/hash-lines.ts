/** The hashes that belong to one URI line of a Media Playlist. */
export type UriHashes = {
  readonly uri: string;
  /** SHA-256 of the Media Segment, lower-case hex. */
  readonly sha256: string | undefined;
  /** SHA-256 of the Media Initialization Section in force for it, lower-case hex. */
  readonly mapSha256: string | undefined;
};

const hashTag = '#EXT-X-SURECAST-SHA256:';
const hexSha256 = /^[0-9a-f]{64}$/;

/**
 * Finds the hash of each segment and initialization section in the text of a Media Playlist.
 *
 * `#EXT-X-SURECAST-SHA256:<hex>` directly before an EXT-X-MAP line (blank lines aside) is the hash of that
 * initialization section, and holds as long as the map does; anywhere else it is the hash of the next Media Segment.
 * A value that is not 64 hex digits can match no bytes and is kept as it is, so that it fails the check instead of
 * passing for a playlist without hashes.
 *
 * @returns one entry a URI line, in the playlist's order.
 */
export function scanHashLines(text: string): readonly UriHashes[] {
  const found: UriHashes[] = [];
  let pending: string | undefined;
  let mapSha256: string | undefined;
  let lineBeforeIsHash = false;
  for (const rawLine of text.split('\n')) {
    const line = rawLine.trim();
    if (line === '') continue;
    if (line.startsWith(hashTag)) {
      pending = normalHash(line.slice(hashTag.length));
      lineBeforeIsHash = true;
      continue;
    }
    if (line.startsWith('#EXT-X-MAP:')) {
      mapSha256 = lineBeforeIsHash ? pending : undefined;
      if (lineBeforeIsHash) pending = undefined;
    } else if (!line.startsWith('#')) {
      found.push({ uri: line, sha256: pending, mapSha256 });
      pending = undefined;
    }
    lineBeforeIsHash = false;
  }
  return found;
}

function normalHash(value: string): string {
  const lower = value.trim().toLowerCase();
  return hexSha256.test(lower) ? lower : `not a SHA-256: ${lower.slice(0, 80)}`;
}
