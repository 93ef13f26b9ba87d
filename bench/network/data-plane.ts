/**
 * What one core of an edge delivers, beside nginx with `proxy_cache` and the same files, all held: server on one core, wrk on another,
 * in turn, several rounds. Beside what went over in that time stands what one second of the server's processor time delivered, which
 * other work on the machine and the load generator's own limit disturb less.
 * Goals: ≥ 0.9 × in bytes (2 MB segments), ≥ 0.7 × in requests (1.2 kB playlists), memory ≤ 1.3 × of the window.
 */
import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { livePlaylist } from '../../delivery/edge/testing/edge-place.ts';
import { freeTcpPort } from '../../fixtures/capture/free-port.ts';
import { answers, type ChildServer, startChildServer } from '../../fixtures/servers/child-server.ts';
import { requireBinary } from '../../fixtures/servers/find-binary.ts';
import { median } from '../statistics.ts';

const run = promisify(execFile);
const cores = { server: '0', load: '1' } as const;
const paths = { segments: '/live/show/video/segment.ts', playlists: '/live/show/video/index.m3u8' } as const;
const segmentBytes = 2_000_000;

export type Delivered = {
  /** Requests a second while it was measured, the best round: what the machine lets through. */
  readonly perSecond: number;
  /** Requests for each second of the server's processor time, median of the rounds. */
  readonly perProcessorSecond: number;
};
export type DataPlaneResult = Record<
  keyof typeof paths,
  { readonly edge: Delivered; readonly nginx: Delivered }
>;

/** @param rounds how often each is measured, `seconds` each time */
export async function measureDataPlane(rounds: number, seconds: number): Promise<DataPlaneResult> {
  const folder = await prepareFolder();
  const [edge, nginx] = await Promise.all([startEdge(folder, 200_000_000, 1), startProxyCache(folder)]);
  try {
    const results: Partial<DataPlaneResult> = {};
    for (const what of ['segments', 'playlists'] as const) {
      const samples = { edge: [] as Sample[], nginx: [] as Sample[] };
      for (let round = 0; round < rounds; round++) {
        samples.edge.push(await load(edge, paths[what], seconds));
        samples.nginx.push(await load(nginx, paths[what], seconds));
      }
      results[what] = { edge: summary(samples.edge), nginx: summary(samples.nginx) };
    }
    return results as DataPlaneResult;
  } finally {
    await Promise.all([edge.child.kill(), nginx.child.kill()]);
    await rm(folder, { recursive: true, force: true });
  }
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
  const edge = await startEdge(folder, windowBytes, threads);
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

type Measured = { readonly port: number; readonly child: ChildServer };
type Sample = { readonly perSecond: number; readonly perProcessorSecond: number };

async function prepareFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'surecast-data-plane-'));
  await mkdir(join(folder, 'show/video'), { recursive: true });
  await writeFile(join(folder, 'show/video/segment.ts'), randomBytes(segmentBytes));
  const playlist = livePlaylist(7, 11, () => Buffer.from('segment'));
  await writeFile(join(folder, 'show/video/index.m3u8'), playlist);
  return folder;
}

async function startEdge(folder: string, windowBytes: number, threads: number): Promise<Measured> {
  const port = await freeTcpPort();
  const program = join(import.meta.dirname, 'edge-program.ts');
  const args = [
    cores.server,
    process.execPath,
    program,
    String(port),
    folder,
    String(windowBytes),
    String(threads),
  ];
  return { port, child: await start(port, ['-c', ...args]) };
}

async function startProxyCache(folder: string): Promise<Measured> {
  const [port, behind] = [await freeTcpPort(), await freeTcpPort()];
  const file = join(folder, 'nginx.conf');
  await writeFile(file, configuration(folder, port, behind));
  return {
    port,
    child: await start(port, [
      '-c',
      cores.server,
      requireBinary('nginx'),
      '-p',
      folder,
      '-c',
      file,
      '-e',
      'stderr',
    ]),
  };
}

const start = (port: number, args: readonly string[]): Promise<ChildServer> =>
  startChildServer({
    command: 'taskset',
    args,
    isReady: () => answers(`http://127.0.0.1:${port}${paths.segments}`),
  });

/** One process for both, like the edge; `tcp_nopush` off, which would delay small answers. */
const configuration = (folder: string, port: number, behind: number): string => `daemon off;
master_process off;
pid ${folder}/pid;
error_log stderr;
events { worker_connections 4096; }
http {
  access_log off;
  sendfile on;
  tcp_nodelay on;
  keepalive_requests 1000000000;
  types { application/vnd.apple.mpegurl m3u8; video/mp2t ts; }
  ${['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map((name) => `${name}_temp_path ${folder}/${name};`).join('\n  ')}
  proxy_cache_path ${folder}/cache keys_zone=media:10m max_size=1g use_temp_path=off;
  server { listen 127.0.0.1:${behind}; location /live/ { alias ${folder}/; } }
  server {
    listen 127.0.0.1:${port} backlog=4096;
    location / {
      proxy_pass http://127.0.0.1:${behind};
      proxy_cache media;
      proxy_cache_valid 200 1h;
      add_header Access-Control-Allow-Origin *;
    }
  }
}
`;

async function load({ port, child }: Measured, path: string, seconds: number): Promise<Sample> {
  const before = await processorSeconds(child);
  const wrk = [
    '-c',
    cores.load,
    'wrk',
    '-t1',
    '-c32',
    '--timeout',
    '60s',
    `-d${seconds}`,
    `http://127.0.0.1:${port}${path}`,
  ];
  const { stdout } = await run('taskset', wrk);
  const used = (await processorSeconds(child)) - before;
  const [, requests, took] = /(\d+) requests in ([\d.]+)s/.exec(stdout) ?? [];
  if (/Non-2xx|Socket errors/.test(stdout)) throw new Error(`wrk had errors: ${stdout}`);
  return { perSecond: Number(requests) / Number(took), perProcessorSecond: Number(requests) / used };
}

function summary(samples: readonly Sample[]): Delivered {
  return {
    perSecond: Math.max(...samples.map(({ perSecond }) => perSecond)),
    perProcessorSecond: median(samples.map(({ perProcessorSecond }) => perProcessorSecond)),
  };
}

/** User and system time, all threads (proc(5)); 100 ticks a second on Linux. */
async function processorSeconds({ pid }: ChildServer): Promise<number> {
  const fields = (await readFile(`/proc/${pid}/stat`, 'utf8')).replace(/^.*\) /, '').split(' ');
  return (Number(fields[11]) + Number(fields[12])) / 100;
}

async function residentBytes({ child }: Measured): Promise<number> {
  const status = await readFile(`/proc/${child.pid}/status`, 'utf8');
  return Number(/^VmRSS:\s+(\d+) kB/m.exec(status)?.[1]) * 1_024;
}
