const types: Readonly<Record<string, string>> = {
  m3u8: 'application/vnd.apple.mpegurl',
  ts: 'video/mp2t',
  m4s: 'video/mp4',
  mp4: 'video/mp4',
};

/** Content type (RFC 8216) of what a player may ask for, by the ending of its name; undefined: a player has no use for it. */
export const mediaTypeOf = (name: string): string | undefined => types[name.split('.').at(-1) ?? ''];
