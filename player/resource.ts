/** A sub-range of a resource (RFC 8216, 4.3.2.2), in bytes. */
export type ByteRange = { readonly offset: number; readonly length: number };

/** Bytes that a playlist names: a Media Segment or a Media Initialization Section. */
export type Resource = {
  /** Absolute `http:`, `https:` or `file:` URL. */
  readonly url: string;
  /** The part of the resource that is meant; undefined: the whole. */
  readonly byteRange: ByteRange | undefined;
  /** Lower-case hex SHA-256 that the playlist states, if it states one. */
  readonly sha256: string | undefined;
};

/** Names a resource's bytes, for comparing two of them: same key, same bytes. */
export function resourceKey(resource: Resource): string {
  const range = resource.byteRange;
  return `${resource.url} ${range ? `${range.offset}+${range.length}` : ''} ${resource.sha256 ?? ''}`;
}
