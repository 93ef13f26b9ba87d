/**
 * After an outage in `live-edge` order on a thin link that all transfers share: how much of it the backlog and the live media use
 * together, and how far the live playlist is behind what is captured meanwhile.
 * Goals: 95 % of the rate, two segments.
 */
import { spawn } from 'node:child_process';
import { mkdtemp, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Catalog, openCatalogReadOnly } from '../catalog/catalog.ts';
import { catalogPath } from '../engine/data-directory.ts';
import { startMinio } from '../fixtures/servers/minio.ts';
import { type ShapedLink, startShapedLink } from '../fixtures/servers/shaped-link.ts';
import { putAway } from './put-away.ts';
import { percentile } from './statistics.ts';

export type LiveEdgeLoad = {
  readonly segmentSeconds: number;
  readonly videoKbps: number;
  readonly linkBytesPerSecond: number;
  readonly outageSeconds: number;
};

export type LiveEdgeResult = {
  /** What live media takes of the link. */
  readonly liveShare: number;
  /** What was sent of what the link carries, from its return until the backlog was gone. */
  readonly used: number;
  readonly drainSeconds: number;
  /** Segments between the newest captured and the newest published. */
  readonly worstLag: number;
  readonly medianLag: number;
  /** From the return of the link to a live playlist that names something newer. */
  readonly edgeAfterSeconds: number;
};

const lookMs = 100;
const variant = { name: 'media', width: 640, height: 360, framesPerSecond: 25, audioKbps: 64 };

export async function measureLiveEdge(load: LiveEdgeLoad): Promise<LiveEdgeResult> {
  const minio = await startMinio();
  const root = await mkdtemp(join(tmpdir(), 'surecast-bench-'));
  const link = await startShapedLink(new URL(minio.endpoint).host, load.linkBytesPerSecond);
  await minio.createBucket('bench');
  const config = join(root, 'surecast.json');
  const { segmentSeconds, videoKbps } = load;
  await writeFile(
    config,
    JSON.stringify({ segmentSeconds, ui: false, variants: [{ ...variant, videoKbps }] }),
  );
  const data = join(root, 'data');
  const args = [
    'live',
    '--config',
    config,
    '--data',
    data,
    '--broadcast',
    'bench',
    '--origin',
    's3://bench/live',
  ];
  const program = spawn(process.execPath, ['cli/surecast.mjs', ...args, '--delivery-order', 'live-edge'], {
    env: { ...process.env, ...minio.env, AWS_ENDPOINT_URL_S3: `http://${link.address}` },
    stdio: 'ignore',
  });
  try {
    return await outage(data, link, load);
  } finally {
    await putAway(program, [link, minio], root);
  }
}

async function outage(data: string, link: ShapedLink, load: LiveEdgeLoad): Promise<LiveEdgeResult> {
  const catalog = await untilThere(data);
  try {
    const look = () => lookAt(catalog, data);
    for (let now = await look(); now.published < 4; now = await look()) await sleep(lookMs);
    link.cut();
    await sleep(load.outageSeconds * 1000);
    const before = await look();
    link.restore();
    const returnedMs = performance.now();
    const sentBefore = link.sentBytes();
    while (link.sentBytes() === sentBefore) await sleep(10);
    const startedMs = performance.now();
    const lags: number[] = [];
    let edgeAfterMs = Number.NaN;
    for (let now = await look(); now.backfill > 0; now = await look()) {
      const isEdgeBack = now.published > before.published;
      if (isEdgeBack && Number.isNaN(edgeAfterMs)) edgeAfterMs = performance.now() - returnedMs;
      if (isEdgeBack) lags.push(now.captured - now.published);
      await sleep(lookMs);
    }
    const drainSeconds = (performance.now() - startedMs) / 1000;
    return {
      liveShare: before.bytesPerSecond / load.linkBytesPerSecond,
      used: (link.sentBytes() - sentBefore) / (drainSeconds * load.linkBytesPerSecond),
      drainSeconds,
      worstLag: Math.max(...lags),
      medianLag: percentile(lags, 0.5),
      edgeAfterSeconds: edgeAfterMs / 1000,
    };
  } finally {
    catalog.close();
  }
}

async function untilThere(data: string): Promise<Catalog> {
  for (;;) {
    try {
      const catalog = openCatalogReadOnly(catalogPath(data));
      if (catalog.broadcasts.byName('bench') !== undefined) return catalog;
      catalog.close();
    } catch {
      // The program has not made it yet.
    }
    await sleep(lookMs);
  }
}

/** Newest sequence numbers captured and published, and how many segments wait behind the edge. */
async function lookAt(catalog: Catalog, data: string) {
  const broadcastId = catalog.broadcasts.byName('bench')?.id ?? 0;
  const [origin] = catalog.broadcasts.destinations(broadcastId);
  const variantId = catalog.broadcasts.variants(broadcastId)[0]?.id ?? 0;
  const captured = catalog.media.lastSegment(variantId)?.sequence ?? -1;
  const timeline = catalog.media.timeline(variantId, origin?.id ?? 0, 0);
  const version = catalog.media.verifiedPlaylist('bench/media/index.m3u8', origin?.id ?? 0);
  const text = version === undefined ? '' : await readFile(join(data, version.path), 'utf8').catch(() => '');
  const first = Number(/^#EXT-X-MEDIA-SEQUENCE:(\d+)$/m.exec(text)?.[1] ?? 0);
  const bytes = timeline.reduce((sum, row) => sum + (row.sizeBytes ?? 0), 0);
  const ticks = timeline.reduce((sum, row) => sum + row.endPts - row.startPts, 0);
  return {
    captured,
    published: first + text.split('#EXTINF').length - 2,
    backfill: timeline.filter((row) => row.available === 0 && row.sequence < captured - 1).length,
    bytesPerSecond: bytes / (ticks / 90_000),
  };
}
