/**
 * What open consoles cost the engine, how soon an event is at a page, and how soon the console can be used. Each open console
 * follows the events and the preview, as the page does.
 */
import { readFileSync } from 'node:fs';
import { type ClientRequest, get, type IncomingMessage } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import { consoleEvent } from '../contract/api/console-event.ts';
import { uploadPage } from '../contract/api/upload-item.ts';
import { type ConsoleProcess, startConsole } from '../tests/testing/console-process.ts';
import { TrialScope } from '../tests/testing/scope.ts';
import { createWorkplace } from '../tests/testing/workplace.ts';
import { median, percentile } from './statistics.ts';

export type ConsoleCost = {
  /** From the start of the program to the first snapshot at a page, milliseconds. */
  readonly usableMs: number;
  /** Processor time of the engine with all its threads, share of one core. */
  readonly shareWithNone: number;
  readonly shareWithTen: number;
  /** From the proof of a segment to the page that is told of it. */
  readonly events: number;
  readonly medianMs: number;
  readonly p95Ms: number;
};

/** Clock ticks of Linux's process accounting in a second. */
const ticksPerSecond = 100;
const consoles = 10;

export async function measureConsole(seconds: number): Promise<ConsoleCost> {
  const scope = new TrialScope();
  const begunMs = performance.now();
  try {
    const place = await createWorkplace(scope);
    const served = await startConsole(place);
    scope.after(() => served.program.signal('SIGKILL'));
    const first = follow(served, '/api/events');
    await first.firstMs;
    const usableMs = performance.now() - begunMs;
    first.end();
    await served.call('goLive', { broadcast: 'bench' });
    await served.until(({ session }) => session.state === 'live');
    const shareWithNone = await coreShare(served.program.pid, seconds);
    const open = Array.from({ length: consoles }, () => [
      follow(served, '/api/events'),
      follow(served, '/api/preview.mjpeg'),
    ]).flat();
    const page = followVerified(served);
    const shareWithTen = await coreShare(served.program.pid, seconds);
    for (const each of [...open, page]) each.end();
    const latencies = await latenciesOf(served, page.arrivals);
    return {
      usableMs,
      shareWithNone,
      shareWithTen,
      events: latencies.length,
      medianMs: median(latencies),
      p95Ms: percentile(latencies, 0.95),
    };
  } finally {
    await scope.end();
  }
}

type Following = { readonly firstMs: Promise<void>; readonly end: () => void };

/** An open console, as far as the engine can tell: what it sends is read and let go. */
function follow(
  { url, token }: ConsoleProcess,
  path: string,
  onData: (text: string) => void = () => undefined,
): Following {
  const first = Promise.withResolvers<void>();
  const headers = { authorization: `Bearer ${token}` };
  const request: ClientRequest = get(new URL(path, url), { headers }, (answer: IncomingMessage) => {
    answer.on('data', (chunk: Buffer) => {
      const text = chunk.toString('utf8');
      if (text.includes('data: ') || path.endsWith('mjpeg')) first.resolve();
      onData(text);
    });
    answer.on('error', () => undefined);
  });
  request.on('error', () => undefined);
  return { firstMs: first.promise, end: () => void request.destroy() };
}

/** Notes when a page is first told of how many verified segments. */
function followVerified(
  served: ConsoleProcess,
): Following & { readonly arrivals: ReadonlyMap<number, number> } {
  const arrivals = new Map<number, number>();
  let text = '';
  const following = follow(served, '/api/events', (chunk) => {
    text += chunk;
    const lines = text.split('\n\n');
    text = lines.pop() ?? '';
    for (const line of lines.filter((each) => each.startsWith('data: '))) {
      const event = consoleEvent.parse(JSON.parse(line.slice('data: '.length)));
      if (event.type !== 'snapshot') continue;
      const verified = event.snapshot.broadcast?.origins[0]?.verifiedSegments ?? 0;
      if (!arrivals.has(verified)) arrivals.set(verified, Date.now());
    }
  });
  return { ...following, arrivals };
}

/** The catalog says when each segment was proved. What the page had at its start tells nothing. */
async function latenciesOf(served: ConsoleProcess, arrivals: ReadonlyMap<number, number>): Promise<number[]> {
  const headers = { authorization: `Bearer ${served.token}` };
  const answer = await served.send({ path: '/api/uploads?show=all&limit=500', headers });
  const { items } = uploadPage.parse(JSON.parse(answer.body));
  const proved = items
    .filter(({ kind }) => kind === 'segment')
    .flatMap(({ verifiedAtMs }) => verifiedAtMs ?? [])
    .sort((a, b) => a - b);
  const counts = z.array(z.number()).parse([...arrivals.keys()].sort((a, b) => a - b));
  return counts.slice(1).flatMap((count) => {
    const [atMs, arrivedMs] = [proved[count - 1], arrivals.get(count)];
    return atMs === undefined || arrivedMs === undefined ? [] : [arrivedMs - atMs];
  });
}

async function coreShare(pid: number, seconds: number): Promise<number> {
  const before = processorSeconds(pid);
  const begunMs = performance.now();
  await sleep(seconds * 1000);
  return ((processorSeconds(pid) - before) * 1000) / (performance.now() - begunMs);
}

function processorSeconds(pid: number): number {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8')
    .replace(/^.*\) /, '')
    .split(' ');
  return (Number(fields[11]) + Number(fields[12])) / ticksPerSecond;
}
