/**
 * What an edge's data planes deliver, beside nginx with `proxy_cache` and the same files, all held: server on one core, wrk on another,
 * in turn, several rounds. Beside what went over in that time stands what one second of the server's processor time delivered, which
 * other work on the machine and the load generator's own limit disturb less.
 * Goals of the built-in one: ≥ 0.9 × in bytes (2 MB segments), ≥ 0.7 × in requests (1.2 kB playlists), memory ≤ 1.3 × of the window.
 */
import { execFile } from 'node:child_process';
import { rm } from 'node:fs/promises';
import { promisify } from 'node:util';
import { median } from '../statistics.ts';
import {
  type MeasuredServer,
  prepareFolder,
  processorSeconds,
  residentBytes,
  segmentBytes,
  startEdge,
  startProxyCache,
} from './measured-server.ts';

const run = promisify(execFile);
const oneCore = { server: '0', load: '1' };
/** Both are on both: on a machine with two cores two threads and the load cannot have one each. */
const twoCores = { server: '0,1', load: '0,1' };
const files = { segments: 'show/video/segment.ts', playlists: 'show/video/index.m3u8' } as const;

export const planes = {
  builtIn: { words: 'built in', cores: oneCore },
  twoThreads: { words: 'built in, two threads, two cores shared with wrk', cores: twoCores },
  nginx: { words: 'with nginx as the edge sets it up', cores: oneCore },
  signed: { words: 'the same, signed links', cores: oneCore },
  plain: { words: 'plain nginx, proxy_cache', cores: oneCore },
} as const;

export type Plane = keyof typeof planes;
export type Media = keyof typeof files;

export type Delivered = {
  /** Requests a second while it was measured, the best round: what the machine lets through. */
  readonly perSecond: number;
  /** Requests for each second of the server's processor time, median of the rounds. */
  readonly perProcessorSecond: number;
  /** How much of a processor it took in the best round: 1 is a whole one. */
  readonly processors: number;
};
export type DataPlaneResult = Readonly<Record<Media, Readonly<Record<Plane, Delivered>>>>;

/** @param rounds how often each is measured, `seconds` each time */
export async function measureDataPlane(rounds: number, seconds: number): Promise<DataPlaneResult> {
  const folder = await prepareFolder();
  const servers = await startAll(folder);
  const measure = async (media: Media) => {
    const samples = new Map<Plane, Sample[]>();
    for (let round = 0; round < rounds; round++)
      for (const [plane, server] of servers)
        samples.set(plane, [...(samples.get(plane) ?? []), await load(plane, server, media, seconds)]);
    return Object.fromEntries([...samples].map(([plane, all]) => [plane, summary(all)])) as Record<
      Plane,
      Delivered
    >;
  };
  try {
    return { segments: await measure('segments'), playlists: await measure('playlists') };
  } finally {
    await Promise.all([...servers.values()].map(({ child }) => child.kill()));
    await rm(folder, { recursive: true, force: true });
  }
}

async function startAll(folder: string): Promise<ReadonlyMap<Plane, MeasuredServer>> {
  const one = { cores: oneCore.server, threads: 1, windowBytes: 200_000_000 };
  const servers = {
    builtIn: startEdge(folder, one),
    twoThreads: startEdge(folder, { ...one, cores: twoCores.server, threads: 2 }),
    nginx: startEdge(folder, { ...one, hasNginx: true }),
    signed: startEdge(folder, { ...one, hasNginx: true, requiresToken: true }),
    plain: startProxyCache(folder, oneCore.server),
  } satisfies Record<Plane, Promise<MeasuredServer>>;
  const started = Object.entries(servers).map(
    async ([plane, server]) => [plane as Plane, await server] as const,
  );
  return new Map(await Promise.all(started));
}

export type WindowMemory = {
  /** Resident memory over the bytes held: all of it, and what came with the window. */
  readonly ratio: number;
  readonly grownRatio: number;
  readonly emptyMegabytes: number;
};

/** Memory of an edge whose window of so many bytes is full and has turned over twice: the most that was seen. */
export async function measureWindowMemory(windowBytes: number, threads: number): Promise<WindowMemory> {
  const folder = await prepareFolder();
  const edge = await startEdge(folder, { cores: oneCore.server, threads, windowBytes });
  try {
    const objects = Math.ceil((windowBytes * 3) / segmentBytes);
    const empty = await residentBytes(edge);
    let worst = 0;
    for (let at = 0; at < objects; at++) {
      const answer = await fetch(`http://127.0.0.1:${edge.port}/live/show/video/many-${at}.ts`);
      await answer.arrayBuffer();
      if (at % 20 === 0 && at * segmentBytes > windowBytes)
        worst = Math.max(worst, await residentBytes(edge));
    }
    const grownRatio = (worst - empty) / windowBytes;
    return { ratio: worst / windowBytes, grownRatio, emptyMegabytes: empty / 1_000_000 };
  } finally {
    await edge.child.kill();
    await rm(folder, { recursive: true, force: true });
  }
}

type Sample = Delivered;

async function load(plane: Plane, server: MeasuredServer, media: Media, seconds: number): Promise<Sample> {
  const before = await processorSeconds(server);
  const url = `http://127.0.0.1:${server.port}/live/${server.token}${files[media]}`;
  const wrk = ['-t1', '-c32', '--timeout', '60s', `-d${seconds}`, url];
  const { stdout } = await run('taskset', ['-c', planes[plane].cores.load, 'wrk', ...wrk]);
  const used = (await processorSeconds(server)) - before;
  const [, requests, took] = /(\d+) requests in ([\d.]+)s/.exec(stdout) ?? [];
  if (/Non-2xx|Socket errors/.test(stdout)) throw new Error(`wrk had errors with ${plane}: ${stdout}`);
  return {
    perSecond: Number(requests) / Number(took),
    perProcessorSecond: Number(requests) / used,
    processors: used / Number(took),
  };
}

function summary(samples: readonly Sample[]): Delivered {
  const best = samples.reduce((most, each) => (each.perSecond > most.perSecond ? each : most));
  return { ...best, perProcessorSecond: median(samples.map(({ perProcessorSecond }) => perProcessorSecond)) };
}
