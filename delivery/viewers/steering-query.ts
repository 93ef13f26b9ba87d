import { nodeName } from '../../contract/network/node-name.ts';

/** What a steering request says in its query. Players add what begins with `_HLS_`; the rest stands in the URI that they were given. */
export type SteeringQuery = {
  /** Pathway that the viewer began with: what all others are clones of. Undefined: that of the edge that is asked. */
  readonly home: string | undefined;
  /** Pathway that the viewer is at, by its own word, else by what it was told last; undefined: at home. */
  readonly pathway: string | undefined;
  /** URIs of the broadcast's Media Playlists below its Multivariant Playlist. */
  readonly playlists: readonly string[];
  readonly backups: readonly string[];
};

const playlistUri = /^[A-Za-z0-9][A-Za-z0-9._-]{0,199}(?:\/[A-Za-z0-9][A-Za-z0-9._-]{0,199})?$/;
const mostPlaylists = 20;
const mostBackups = 4;

/** Reads it; what is not as it should be is left out. */
export function parseSteeringQuery(query: URLSearchParams): SteeringQuery {
  // RFC 8216bis has the pathway in quotation marks; hls.js leaves them out.
  const told = query.get('_HLS_pathway')?.replace(/^"(.*)"$/, '$1');
  return {
    home: nameOf(query.get('home')),
    pathway: nameOf(told) ?? nameOf(query.get('at')),
    playlists: list(query, 'playlists', mostPlaylists, (uri) => playlistUri.test(uri)),
    backups: list(query, 'backups', mostBackups, (name) => nodeName.safeParse(name).success),
  };
}

/** The query of a steering URI, without what players add. Needs no escapes: all that it names is plain. */
export function formatSteeringQuery({ home, pathway, playlists, backups }: SteeringQuery): string {
  const parts = [
    ...(home === undefined ? [] : [`home=${home}`]),
    ...(pathway === undefined || pathway === home ? [] : [`at=${pathway}`]),
    ...(playlists.length === 0 ? [] : [`playlists=${playlists.slice(0, mostPlaylists).join(',')}`]),
    ...(backups.length === 0 ? [] : [`backups=${backups.join(',')}`]),
  ];
  return parts.length === 0 ? '' : `?${parts.join('&')}`;
}

function nameOf(text: string | null | undefined): string | undefined {
  return typeof text === 'string' && nodeName.safeParse(text).success ? text : undefined;
}

function list(
  query: URLSearchParams,
  name: string,
  most: number,
  isPlain: (text: string) => boolean,
): readonly string[] {
  return (query.get(name) ?? '').split(',').filter(isPlain).slice(0, most);
}
