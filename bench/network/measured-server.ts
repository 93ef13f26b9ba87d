/** The servers that `data-plane.ts` measures beside each other, each on cores of its own choice, with the same files behind it. */
import { randomBytes } from 'node:crypto';
import { mkdir, mkdtemp, readdir, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { livePlaylist } from '../../delivery/edge/testing/edge-place.ts';
import { freeTcpPort } from '../../fixtures/capture/free-port.ts';
import { answers, type ChildServer, startChildServer } from '../../fixtures/servers/child-server.ts';
import { requireBinary } from '../../fixtures/servers/find-binary.ts';
import type { EdgeProgram } from './edge-program.ts';

export const segmentBytes = 2_000_000;

export type MeasuredServer = {
  readonly port: number;
  readonly child: ChildServer;
  /** What stands between `/live/` and the broadcast: a token with its slash, or nothing. */
  readonly token: string;
};

/** A folder with a segment and a playlist, and room for what servers keep. */
export async function prepareFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'surecast-data-plane-'));
  await mkdir(join(folder, 'show/video'), { recursive: true });
  await writeFile(join(folder, 'show/video/segment.ts'), randomBytes(segmentBytes));
  const playlist = livePlaylist(7, 11, () => Buffer.from('segment'));
  await writeFile(join(folder, 'show/video/index.m3u8'), playlist);
  return folder;
}

export type EdgeChoice = {
  readonly cores: string;
  readonly threads: number;
  readonly windowBytes: number;
  readonly hasNginx?: boolean;
  readonly requiresToken?: boolean;
};

/** The product's own: built in, or with the nginx that it sets up. */
export async function startEdge(folder: string, choice: EdgeChoice): Promise<MeasuredServer> {
  const { cores, threads, windowBytes, hasNginx = false, requiresToken = false } = choice;
  const port = await freeTcpPort();
  const directory = join(folder, `nginx-${port}`);
  const nginx = hasNginx ? { program: requireBinary('nginx'), directory } : undefined;
  const program: EdgeProgram = { port, folder, windowBytes, threads, nginx, requiresToken };
  const file = join(import.meta.dirname, 'edge-program.ts');
  const token = requiresToken ? '~any/' : '';
  return start(port, token, ['-c', cores, process.execPath, file, JSON.stringify(program)]);
}

/** nginx alone, with `proxy_cache` and as little else as can be. */
export async function startProxyCache(folder: string, cores: string): Promise<MeasuredServer> {
  const [port, behind] = [await freeTcpPort(), await freeTcpPort()];
  const file = join(folder, 'nginx.conf');
  await writeFile(file, configuration(folder, port, behind));
  return start(port, '', ['-c', cores, requireBinary('nginx'), '-p', folder, '-c', file, '-e', 'stderr']);
}

async function start(port: number, token: string, args: readonly string[]): Promise<MeasuredServer> {
  const child = await startChildServer({
    command: 'taskset',
    args,
    isReady: () => answers(`http://127.0.0.1:${port}/live/${token}show/video/segment.ts`),
  });
  return { port, token, child };
}

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

/** User and system time of it and of what it has started, all threads (proc(5)); 100 ticks a second on Linux. */
export async function processorSeconds({ child }: MeasuredServer): Promise<number> {
  const all = await readProcesses();
  const family = new Set([child.pid]);
  for (let size = 0; size < family.size; ) {
    size = family.size;
    for (const { pid, parent } of all) if (family.has(parent)) family.add(pid);
  }
  return all.filter(({ pid }) => family.has(pid)).reduce((sum, { ticks }) => sum + ticks, 0) / 100;
}

type Process = { readonly pid: number; readonly parent: number; readonly ticks: number };

async function readProcesses(): Promise<readonly Process[]> {
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name));
  const read = pids.map(async (pid) => {
    // It may have ended meanwhile.
    const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => undefined);
    const fields = stat?.replace(/^.*\) /s, '').split(' ');
    return (
      fields && {
        pid: Number(pid),
        parent: Number(fields[1]),
        ticks: Number(fields[11]) + Number(fields[12]),
      }
    );
  });
  return (await Promise.all(read)).filter((each) => each !== undefined);
}

export async function residentBytes({ child }: MeasuredServer): Promise<number> {
  const status = await readFile(`/proc/${child.pid}/status`, 'utf8');
  return Number(/^VmRSS:\s+(\d+) kB/m.exec(status)?.[1]) * 1_024;
}
