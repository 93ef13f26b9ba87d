/**
 * What the engine costs beside a 1080p30 6 Mbit/s broadcast to MinIO, FFmpeg not counted.
 * Goals: at most 4 % of one core, at most 150 MB of memory, flat over 20 minutes.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startMinio } from '../fixtures/servers/minio.ts';
import { mean } from './statistics.ts';

export type EngineCost = {
  readonly seconds: number;
  /** Processor time of the engine with all its threads, share of one core. */
  readonly coreShare: number;
  readonly peakMegabytes: number;
  /** Mean memory of the last quarter over that of the second. */
  readonly growth: number;
};

/** Clock ticks of Linux's process accounting in a second (sysconf _SC_CLK_TCK, 100 on every architecture we know). */
const ticksPerSecond = 100;
/** Start-up is not what a broadcast costs. */
const warmUpSeconds = 10;

export async function measureEngineCost(durationSeconds: number): Promise<EngineCost> {
  const minio = await startMinio();
  const data = await mkdtemp(join(tmpdir(), 'surecast-bench-'));
  try {
    await minio.createBucket('bench');
    const config = join(data, 'config.yml');
    const variant = {
      name: '1080p',
      width: 1920,
      height: 1080,
      framesPerSecond: 30,
      videoKbps: 6000,
      audioKbps: 128,
    };
    await writeFile(config, JSON.stringify({ variants: [variant] }));
    const args = [
      'cli/surecast.mjs',
      'live',
      '--config',
      config,
      '--data',
      join(data, 'data'),
      '--origin',
      's3://bench/cost',
    ];
    args.push('--duration', String(durationSeconds), '--broadcast', 'bench', '--port', '0', '--json');
    const engine = spawn(process.execPath, args, { env: { ...process.env, ...minio.env }, stdio: 'ignore' });
    return await sample(engine, durationSeconds);
  } finally {
    await minio.stop();
    await rm(data, { recursive: true, force: true });
  }
}

async function sample(engine: ChildProcess, durationSeconds: number): Promise<EngineCost> {
  const pid = engine.pid;
  if (pid === undefined) throw new Error('the engine does not start');
  const memory: number[] = [];
  let begin: { atMs: number; ticks: number } | undefined;
  let end = { atMs: 0, ticks: 0 };
  const startedMs = performance.now();
  const timer = setInterval(() => {
    const now = { atMs: performance.now(), ticks: processorTicks(pid) };
    if (now.atMs - startedMs < warmUpSeconds * 1000 || now.atMs - startedMs > durationSeconds * 1000) return;
    begin ??= now;
    end = now;
    memory.push(residentMegabytes(pid));
  }, 1000);
  const status = await new Promise<number | null>((resolve) => engine.once('exit', resolve));
  clearInterval(timer);
  if (status !== 0 || begin === undefined) throw new Error(`the broadcast ended with ${status}`);
  const seconds = (end.atMs - begin.atMs) / 1000;
  const quarter = Math.floor(memory.length / 4);
  return {
    seconds,
    coreShare: (end.ticks - begin.ticks) / ticksPerSecond / seconds,
    peakMegabytes: Math.max(...memory),
    growth: mean(memory.slice(-quarter)) / mean(memory.slice(quarter, 2 * quarter)),
  };
}

/** utime + stime of a process with all its threads: fields 14 and 15 of proc(5). */
function processorTicks(pid: number): number {
  const fields = statFields(pid);
  return Number(fields[11]) + Number(fields[12]);
}

function statFields(pid: number): string[] {
  const text = read(`/proc/${pid}/stat`);
  return text.slice(text.lastIndexOf(')') + 2).split(' ');
}

function residentMegabytes(pid: number): number {
  const kilobytes = /^VmRSS:\s+(\d+) kB/m.exec(read(`/proc/${pid}/status`))?.[1];
  return Number(kilobytes ?? 0) / 1024;
}

function read(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}
