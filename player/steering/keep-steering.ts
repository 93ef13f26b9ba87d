import { setTimeout as sleep } from 'node:timers/promises';
import type { ResourceFetcher } from '../fetch-resource.ts';
import { ResourceFailure } from '../resource-failure.ts';
import { atSameServer } from './move-url.ts';
import type { Pathways } from './pathways.ts';
import { readSteering, type Steering } from './steering-manifest.ts';

const largestManifestBytes = 256 * 1024;
const deadlineMs = 5_000;
const soonestReloadMs = 1_000;
/** A timer of Node takes no more than 24 days, and fires at once then. */
const latestReloadMs = 86_400_000;
/** Before any manifest was read there is no TTL: so long, twice as long each time, up to what a TTL is by default. */
const firstRetryMs = 2_000;
const longestRetryMs = 300_000;

/**
 * Reads the manifest for as long as the decoding lasts, by its TTL, where its RELOAD-URI says. One that can't be read leaves
 * everything as it is; one that is gone (410) is not asked for again.
 */
export async function keepSteering(
  inner: ResourceFetcher,
  manifestUrl: string,
  pathways: Pathways,
  signal: AbortSignal,
): Promise<void> {
  let url = manifestUrl;
  let waitMs = firstRetryMs;
  let isRead = false;
  while (!signal.aborted) {
    const steering = await readManifest(inner, url, pathways, signal);
    if (steering === 'gone') return;
    if (steering !== undefined) {
      pathways.use(steering);
      url = steering.reloadUrl ?? url;
      waitMs = Math.min(latestReloadMs, Math.max(soonestReloadMs, steering.ttlSeconds * 1000));
      isRead = true;
    }
    await sleep(waitMs, undefined, { signal, ref: false });
    if (!isRead) waitMs = Math.min(longestRetryMs, waitMs * 2);
  }
}

async function readManifest(
  inner: ResourceFetcher,
  url: string,
  pathways: Pathways,
  signal: AbortSignal,
): Promise<Steering | 'gone' | undefined> {
  for (const place of placesOf(url, pathways)) {
    const request = { url: place, maxBytes: largestManifestBytes, isPlaylist: true, deadlineMs };
    const fetched = await inner.fetch(request, signal).catch((error: unknown) => {
      const isGone = place.startsWith(url) && error instanceof ResourceFailure && error.status === 410;
      return isGone ? ('gone' as const) : undefined;
    });
    if (fetched === 'gone') return fetched;
    if (fetched === undefined || fetched === 'unchanged') continue;
    const steering = readSteering(new TextDecoder().decode(fetched.bytes), fetched.url);
    if (steering !== undefined) return steering;
  }
  return undefined;
}

/**
 * Where to ask: at its own URL, and where that is one of the pathways' servers also at the others, so that the death of the
 * one that steers does not end the steering. Says which pathway is in use.
 */
function placesOf(url: string, pathways: Pathways): readonly string[] {
  const order = pathways.order(performance.now());
  const current = order[0]?.id ?? '';
  const elsewhere = pathways.all.some(({ playlistUrl }) => atSameServer(url, playlistUrl, playlistUrl))
    ? order.flatMap(({ playlistUrl }) => atSameServer(url, url, playlistUrl) ?? [])
    : [];
  return [...new Set([url, ...elsewhere])].map(
    (place) => `${place}${place.includes('?') ? '&' : '?'}_HLS_pathway=${encodeURIComponent(`"${current}"`)}`,
  );
}
