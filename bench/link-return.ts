/**
 * A live broadcast whose link goes and returns again and again. Goals: after the return the first byte of an upload
 * is sent within 1 s (p95), with no more than one question a second while the link was down.
 */
import { spawn } from 'node:child_process';
import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { startMinio } from '../fixtures/servers/minio.ts';
import { type DownKind, type FailingLink, startFailingLink } from './failing-link.ts';
import { putAway } from './put-away.ts';
import { mean, percentile } from './statistics.ts';

export type LinkReturnResult = {
  readonly returns: number;
  readonly medianMs: number;
  readonly p95Ms: number;
  readonly worstMs: number;
  /** The shortest time between two questions of one outage, milliseconds. */
  readonly shortestGapMs: number;
  /** While it was down: questions and uploads in a second, on average. */
  readonly questionsASecond: number;
  readonly uploadsASecond: number;
};

type Outage = {
  readonly returnMs: number;
  readonly seconds: number;
  readonly questions: number[];
  readonly uploads: number[];
};

const variant = {
  name: 'media',
  width: 320,
  height: 180,
  framesPerSecond: 25,
  videoKbps: 300,
  audioKbps: 64,
};
const lookMs = 2;

export async function measureLinkReturn(kind: DownKind, returns: number): Promise<LinkReturnResult> {
  const minio = await startMinio();
  const root = await mkdtemp(join(tmpdir(), 'surecast-bench-'));
  await minio.createBucket('bench');
  const link = await startFailingLink(new URL(minio.endpoint).host, 'bench');
  const config = join(root, 'surecast.json');
  await writeFile(config, JSON.stringify({ segmentSeconds: 1, ui: false, variants: [variant] }));
  const args = ['live', '--config', config, '--data', join(root, 'data'), '--origin', 's3://bench/live'];
  const program = spawn(process.execPath, ['cli/surecast.mjs', ...args], {
    env: { ...process.env, ...minio.env, AWS_ENDPOINT_URL_S3: `http://${link.address}` },
    stdio: 'ignore',
  });
  try {
    const outages: Outage[] = [];
    while (outages.length < returns) outages.push(await outage(link, kind));
    return judge(outages, kind);
  } finally {
    await putAway(program, [link, minio], root);
  }
}

/** One outage of 3 to 8 seconds that begins at any moment of a second. */
async function outage(link: FailingLink, kind: DownKind): Promise<Outage> {
  const uploadsNow = () => link.requests().filter(({ type }) => type === 'upload').length;
  for (const before = uploadsNow(); uploadsNow() < before + 6; ) await sleep(lookMs);
  // Transfers that hang from the outage before are given up meanwhile.
  await sleep((kind === 'stalled' ? 11_000 : 0) + Math.random() * 1_000);
  await link.cut(kind);
  const seconds = 3 + Math.random() * 5;
  await sleep(seconds * 1_000);
  const seen = link.requests();
  const timesOf = (type: string) => seen.filter((each) => each.type === type).map(({ atMs }) => atMs);
  await link.restore();
  const returnedMs = performance.now();
  while (uploadsNow() === 0) await sleep(lookMs);
  const first = link.requests().find(({ type }) => type === 'upload');
  return {
    returnMs: (first?.atMs ?? Number.NaN) - returnedMs,
    seconds,
    questions: timesOf('question'),
    uploads: timesOf('upload'),
  };
}

function judge(outages: readonly Outage[], kind: DownKind): LinkReturnResult {
  const returnMs = outages.map((each) => each.returnMs);
  const gaps = outages.flatMap(({ questions }) =>
    questions.slice(1).map((at, i) => at - (questions[i] ?? 0)),
  );
  const meanOf = (times: (each: Outage) => readonly number[]) =>
    kind === 'refused' ? Number.NaN : mean(outages.map((each) => times(each).length / each.seconds));
  return {
    returns: outages.length,
    medianMs: percentile(returnMs, 0.5),
    p95Ms: percentile(returnMs, 0.95),
    worstMs: Math.max(...returnMs),
    shortestGapMs: Math.min(...gaps),
    questionsASecond: meanOf((each) => each.questions),
    uploadsASecond: meanOf((each) => each.uploads),
  };
}
