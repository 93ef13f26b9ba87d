import type { Fetched, FetchRequest } from '../fetch-request.ts';
import type { ResourceFetcher } from '../fetch-resource.ts';
import { ResourceFailure } from '../resource-failure.ts';
import { keepSteering } from './keep-steering.ts';
import { moveUrl } from './move-url.ts';
import { type Pathway, Pathways, type SteeredVariant } from './pathways.ts';

/** A fetcher that follows content steering once a playlist has named it. */
export type SteeredFetcher = ResourceFetcher & {
  /** From now on what belongs to the Variant Stream is fetched by the best pathway; the manifest is read again by its TTL. */
  follow(manifestUrl: string, variant: SteeredVariant, signal: AbortSignal): void;
};

/** A machine without power refuses nothing: where another can be asked, its silence counts after so long. */
const silentMs = 3_000;

/** Wraps a fetcher: a pathway that fails is left for the next one at once, so that its death costs no more than one attempt. */
export function createSteeredFetcher(inner: ResourceFetcher): SteeredFetcher {
  let pathways: Pathways | undefined;
  return {
    fetch: (request, signal) =>
      pathways === undefined ? inner.fetch(request, signal) : fetchFromAny(inner, request, pathways, signal),
    close: () => inner.close(),
    follow: (manifestUrl, variant, signal) => {
      pathways = new Pathways(variant);
      keepSteering(inner, manifestUrl, pathways, signal).catch(() => undefined);
    },
  };
}

async function fetchFromAny(
  inner: ResourceFetcher,
  request: FetchRequest,
  pathways: Pathways,
  signal: AbortSignal,
): Promise<Fetched> {
  const { home } = pathways;
  let failure: unknown;
  const order = pathways.order(performance.now());
  for (const pathway of order) {
    const url = moveUrl(request.url, home.playlistUrl, pathway.playlistUrl);
    if (url === undefined) return inner.fetch(request, signal);
    try {
      const patience = pathway === order.at(-1) ? {} : { stallMs: silentMs };
      const fetched = await inner.fetch({ ...request, ...patience, url }, signal);
      return fetched === 'unchanged' ? fetched : { ...fetched, url: atHome(fetched.url, pathway, pathways) };
    } catch (error) {
      if (!(error instanceof ResourceFailure) || error.kind !== 'outage') throw error;
      failure = error;
      pathways.fail(pathway, performance.now());
    }
  }
  throw failure;
}

/**
 * URLs in playlists go on naming the pathway that was begun with, whichever serves it now. A redirect may have led to
 * another one than was asked.
 */
function atHome(url: string, asked: Pathway, pathways: Pathways): string {
  for (const { playlistUrl } of [asked, ...pathways.all]) {
    const moved = moveUrl(url, playlistUrl, pathways.home.playlistUrl);
    if (moved !== undefined) return moved;
  }
  return url;
}
