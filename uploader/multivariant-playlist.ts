/** A Variant Stream as the Multivariant Playlist names it. Rates in bits per second. */
export type VariantStream = {
  readonly name: string;
  readonly peakBitsPerSecond: number;
  readonly averageBitsPerSecond: number | undefined;
  readonly codecs: string | null;
  readonly width: number | null;
  readonly height: number | null;
  readonly framesPerSecond: number | null;
};

/** A Multivariant Playlist (RFC 8216, section 4.3.4). Pure. */
export function buildMultivariantPlaylist(variants: readonly VariantStream[]): string {
  const lines = ['#EXTM3U', '#EXT-X-VERSION:6', '#EXT-X-INDEPENDENT-SEGMENTS'];
  for (const variant of variants) {
    lines.push(`#EXT-X-STREAM-INF:${attributes(variant).join(',')}`, `${variant.name}/index.m3u8`);
  }
  return `${lines.join('\n')}\n`;
}

function attributes(variant: VariantStream): string[] {
  const list = [`BANDWIDTH=${Math.ceil(variant.peakBitsPerSecond)}`];
  if (variant.averageBitsPerSecond !== undefined) {
    list.push(`AVERAGE-BANDWIDTH=${Math.ceil(variant.averageBitsPerSecond)}`);
  }
  if (variant.codecs !== null) list.push(`CODECS="${variant.codecs}"`);
  if (variant.width !== null && variant.height !== null)
    list.push(`RESOLUTION=${variant.width}x${variant.height}`);
  if (variant.framesPerSecond !== null) list.push(`FRAME-RATE=${variant.framesPerSecond.toFixed(3)}`);
  return list;
}
