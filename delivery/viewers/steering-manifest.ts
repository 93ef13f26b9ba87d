import { formatViewerPath, type ViewerPath } from '../../contract/network/viewer-paths.ts';
import { absoluteUrlAtEdge, type KnownEdge, urlAtEdge } from './known-edges.ts';
import { formatSteeringQuery, type SteeringQuery } from './steering-query.ts';

/** A steering manifest (RFC 8216bis, 7.2). */
export type SteeringManifest = {
  readonly VERSION: 1;
  /** Seconds until it is asked for again. */
  readonly TTL: number;
  readonly 'RELOAD-URI': string;
  readonly 'PATHWAY-PRIORITY': readonly string[];
  readonly 'PATHWAY-CLONES': readonly PathwayClone[];
  /** Of ours: where the player page joins again when none of the pathways answers. Players pass over what they do not know. */
  readonly 'X-SURECAST-JOIN': readonly string[];
};

export type PathwayClone = {
  readonly 'BASE-ID': string;
  readonly ID: string;
  readonly 'URI-REPLACEMENT': {
    readonly HOST?: string;
    readonly 'PER-VARIANT-URIS'?: Readonly<Record<string, string>>;
  };
};

export type SteeringAnswer = {
  readonly path: ViewerPath;
  readonly query: SteeringQuery;
  /** Edges in the order in which the viewer is to use them; not empty. */
  readonly order: readonly KnownEdge[];
  /** Name of the edge that the viewer began with, and the edge if it is still heard of. */
  readonly homeName: string;
  readonly home: KnownEdge | undefined;
  readonly ttlSeconds: number;
};

/** Writes the manifest. Each edge but the one that the viewer began with is a clone of that one's pathway, so that any manifest is whole without those before it. Pure. */
export function buildSteeringManifest(answer: SteeringAnswer): SteeringManifest {
  const { path, query, order, homeName, ttlSeconds } = answer;
  const [first] = order;
  const reload =
    formatViewerPath(path) +
    formatSteeringQuery({
      home: homeName,
      pathway: first?.name,
      playlists: query.playlists,
      backups: order.slice(1).map(({ name }) => name),
    });
  return {
    VERSION: 1,
    TTL: ttlSeconds,
    'RELOAD-URI': first === undefined ? reload : urlAtEdge(first, reload),
    'PATHWAY-PRIORITY': order.map(({ name }) => name),
    'PATHWAY-CLONES': order
      .filter(({ name }) => name !== homeName)
      .map((edge) => ({
        'BASE-ID': homeName,
        ID: edge.name,
        'URI-REPLACEMENT': replacement(answer, edge),
      })),
    'X-SURECAST-JOIN': order.map((edge) =>
      absoluteUrlAtEdge(edge, formatViewerPath({ ...path, kind: 'join', rest: '' })),
    ),
  };
}

/**
 * HOST replaces the name of the host, with the port in some players and without it in others (hls.js): where more than the name
 * differs, each playlist's whole URI is named as well, which goes before it.
 */
function replacement(
  { path, query, home }: SteeringAnswer,
  edge: KnownEdge,
): PathwayClone['URI-REPLACEMENT'] {
  const to = new URL(edge.viewerUrl);
  const from = home !== undefined && URL.canParse(home.viewerUrl) ? new URL(home.viewerUrl) : undefined;
  if (from?.protocol === to.protocol && from.port === to.port) return { HOST: to.hostname };
  const uris = query.playlists.map((uri) => [
    uri,
    absoluteUrlAtEdge(edge, formatViewerPath({ ...path, kind: 'live', rest: uri })),
  ]);
  return { HOST: to.host, 'PER-VARIANT-URIS': Object.fromEntries(uris) };
}
