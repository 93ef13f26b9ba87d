/**
 * What edges serve to viewers:
 * - `/live/NAME/index.m3u8` and all below it, as on the origin; signed: `/live/~TOKEN/NAME/index.m3u8`, so that the relative URLs
 *   in playlists carry the token by themselves;
 * - `/watch/NAME` (or `/watch/~TOKEN/NAME`): the player page;
 * - `/join/NAME`: a redirect to the playlist on an edge that has room;
 * - `/steering/NAME`: the content steering manifest (RFC 8216bis, 7.2);
 * - `/player/FILE`: what the player page is made of, the same for every broadcast and viewer.
 */
export type ViewerPath = {
  readonly kind: 'live' | 'watch' | 'join' | 'steering' | 'player';
  readonly token: string | undefined;
  /** Empty for `player`. */
  readonly broadcast: string;
  /** Behind the broadcast's name (`live`), or the file's name (`player`); else empty. */
  readonly rest: string;
};

const shape =
  /^\/(live|watch|join|steering)\/(?:~([A-Za-z0-9_.-]{1,2000})\/)?([A-Za-z0-9][A-Za-z0-9._-]{0,99})(?:\/((?:[A-Za-z0-9][A-Za-z0-9._-]{0,199}\/)?[A-Za-z0-9][A-Za-z0-9._-]{0,199}))?$/;
const playerFile = /^\/player\/([a-z0-9][a-z0-9.-]{0,60})$/;

/** Reads the path of a request (without its query); undefined if it is none of these. */
export function parseViewerPath(path: string): ViewerPath | undefined {
  const file = playerFile.exec(path)?.[1];
  if (file !== undefined) return { kind: 'player', token: undefined, broadcast: '', rest: file };
  const [, kind, token, broadcast = '', rest = ''] = shape.exec(path) ?? [];
  if (kind !== 'live' && kind !== 'watch' && kind !== 'join' && kind !== 'steering') return undefined;
  if ((kind === 'live') !== (rest !== '')) return undefined;
  return { kind, token, broadcast, rest };
}

/** The path that `parseViewerPath` reads back as the same. */
export function formatViewerPath(path: ViewerPath): string {
  if (path.kind === 'player') return `/player/${path.rest}`;
  const token = path.token === undefined ? '' : `~${path.token}/`;
  return `/${path.kind}/${token}${path.broadcast}${path.rest === '' ? '' : `/${path.rest}`}`;
}
