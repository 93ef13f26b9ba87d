import { setTimeout as sleep } from 'node:timers/promises';

import type { Fetched, FetchRequest } from '../fetch-request.ts';
import type { ResourceFetcher } from '../fetch-resource.ts';
import { ResourceFailure } from '../resource-failure.ts';
import { Pathways } from './pathways.ts';
import { readSteering, type Steering } from './steering-manifest.ts';
import type { SteeringTag } from './steering-tag.ts';

/** A fetcher that follows content steering once a playlist has named it. */
export type SteeredFetcher = ResourceFetcher & {
  /** From now on what lies on the playlist's host is fetched from the best pathway; the manifest is read again by its TTL. */
  follow(tag: SteeringTag, playlistUrl: string, signal: AbortSignal): void;
};

const largestManifestBytes = 256 * 1024;
const soonestReloadMs = 1_000;
const retryMs = 2_000;
/** A machine without power refuses nothing: where another can be asked, its silence counts after so long. */
const silentMs = 3_000;

/** Wraps a fetcher: a host that fails is left for the next one at once, so that its death costs no more than one attempt. */
export function createSteeredFetcher(inner: ResourceFetcher): SteeredFetcher {
  let pathways: Pathways | undefined;
  const fetch = async (request: FetchRequest, signal: AbortSignal): Promise<Fetched> => {
    const current = pathways;
    if (current === undefined || !isOn(request.url, current.home)) return inner.fetch(request, signal);
    return fetchFromAny(inner, request, current, signal);
  };
  return {
    fetch,
    close: () => inner.close(),
    follow: (tag, playlistUrl, signal) => {
      const steered = new Pathways(tag, playlistUrl);
      pathways = steered;
      keepSteering(inner, tag, steered, signal).catch(() => undefined);
    },
  };
}

async function fetchFromAny(
  inner: ResourceFetcher,
  request: FetchRequest,
  pathways: Pathways,
  signal: AbortSignal,
): Promise<Fetched> {
  let failure: unknown;
  const hosts = pathways.hosts(performance.now());
  for (const host of hosts) {
    const patience = host === hosts.at(-1) ? {} : { stallMs: silentMs };
    try {
      const fetched = await inner.fetch({ ...request, ...patience, url: onHost(request.url, host) }, signal);
      // URLs in playlists go on naming the host that was opened, whichever serves it now.
      return fetched === 'unchanged' ? fetched : { ...fetched, url: onHost(fetched.url, pathways.home) };
    } catch (error) {
      if (!(error instanceof ResourceFailure) || error.kind !== 'outage') throw error;
      failure = error;
      pathways.fail(host, performance.now());
    }
  }
  throw failure;
}

/** Reads the manifest for as long as the decoding lasts; one that can't be read leaves everything as it is. */
async function keepSteering(
  inner: ResourceFetcher,
  tag: SteeringTag,
  pathways: Pathways,
  signal: AbortSignal,
): Promise<void> {
  let url = tag.manifestUrl;
  while (!signal.aborted) {
    const steering = await readManifest(inner, url, pathways, signal);
    if (steering !== undefined) {
      pathways.use(steering);
      url = steering.reloadUrl;
    }
    const waitMs = steering === undefined ? retryMs : Math.max(soonestReloadMs, steering.ttlSeconds * 1000);
    await sleep(waitMs, undefined, { signal, ref: false });
  }
}

/** Any pathway's server can say how to steer, so that the death of the first one does not end it. */
async function readManifest(
  inner: ResourceFetcher,
  url: string,
  pathways: Pathways,
  signal: AbortSignal,
): Promise<Steering | undefined> {
  const hosts = isOn(url, pathways.home) ? pathways.hosts(performance.now()) : [new URL(url).host];
  for (const host of hosts) {
    const request = {
      url: onHost(url, host),
      maxBytes: largestManifestBytes,
      isPlaylist: true,
      deadlineMs: 5_000,
    };
    const fetched = await inner.fetch(request, signal).catch(() => undefined);
    if (fetched === undefined || fetched === 'unchanged') continue;
    const steering = readSteering(new TextDecoder().decode(fetched.bytes), url);
    if (steering !== undefined) return steering;
  }
  return undefined;
}

const isOn = (url: string, host: string): boolean => !url.startsWith('file:') && new URL(url).host === host;

function onHost(url: string, host: string): string {
  if (url.startsWith('file:')) return url;
  const moved = new URL(url);
  moved.host = host;
  // A host without a port has the scheme's own.
  if (!/:\d+$/.test(host)) moved.port = '';
  return moved.href;
}
