/**
 * `npm run bench`: measures and prints the figures side by side with their goals. `--only NAME` (repeatable) takes some of
 * them: link, latency, drain, cost, live-edge, cap, queue, queue-page, console, console-page. `--minutes N` sets how long the
 * engine's cost is watched and the page's memory (default 1; the goals say 20 and 30). Nothing here passes or fails.
 */
import { parseArgs } from 'node:util';
import { bringBrowser, bringComparisonTools } from '../scripts/test-tools/bring.ts';
import { measureConsole } from './console.ts';
import { measureConsolePage } from './console-page.ts';
import { measureDeliveryLatency } from './delivery-latency.ts';
import { measureDrain } from './drain-throughput.ts';
import { measureEngineCost } from './engine-cost.ts';
import { measureFailingRequests } from './failing-requests.ts';
import { measureLinkReturn } from './link-return.ts';
import { measureLiveEdge } from './live-edge.ts';
import { measureQueue } from './million-uploads.ts';
import { measureQueuePage } from './queue-page.ts';
import { measureUplinkCap } from './uplink-cap.ts';

const { values } = parseArgs({
  options: { minutes: { type: 'string', default: '1' }, only: { type: 'string', multiple: true } },
});
const measures: Readonly<Record<string, () => Promise<void>>> = {
  link: measureLink,
  latency: measureLatency,
  drain: measureDrains,
  cost: measureCost,
  'live-edge': measureLiveEdges,
  cap: measureCaps,
  queue: measureQueues,
  console: measureConsoles,
  'console-page': measurePage,
  'queue-page': measureQueuePages,
};

await bringComparisonTools();
for (const [name, measure] of Object.entries(measures)) {
  if (values.only?.includes(name) ?? true) await measure();
}

function row(what: string, measured: string, goal: string): void {
  process.stdout.write(`${what.padEnd(58)} ${measured.padEnd(34)} goal: ${goal}\n`);
}

async function measureLink(): Promise<void> {
  for (const kind of ['reset', 'refused', 'stalled'] as const) {
    const { returns, medianMs, p95Ms, ...down } = await measureLinkReturn(kind, 20);
    row(
      `return of a link (${kind}) → first byte, ${returns} times`,
      `median ${medianMs.toFixed(0)} ms, p95 ${p95Ms.toFixed(0)} ms`,
      'p95 ≤ 1,000 ms',
    );
    if (kind === 'refused') continue;
    row(
      `while it was down (${kind}): questions + uploads`,
      `${down.questionsASecond.toFixed(2)} + ${down.uploadsASecond.toFixed(2)} a second`,
      `at most 1 question a second (shortest time between two: ${down.shortestGapMs.toFixed(0)} ms)`,
    );
  }
  for (const kind of ['slow-down', 'internal-error'] as const) {
    const load = { files: 300, sizeBytes: 1024 * 1024, rounds: 3 };
    const { wholeSeconds, failingSeconds, ratio, failedShare } = await measureFailingRequests(load, kind);
    row(
      `throughput with ${(failedShare * 100).toFixed(0)} % of requests failing (${kind})`,
      `${wholeSeconds.toFixed(2)} s / ${failingSeconds.toFixed(2)} s = ${ratio.toFixed(2)}`,
      'ratio ≥ 0.85',
    );
  }
}

async function measureLatency(): Promise<void> {
  for (const container of ['ts', 'fmp4'] as const) {
    const latency = await measureDeliveryLatency(container, 40);
    row(
      `last byte on disk → playlist verified (${container}, ${latency.samples} segments)`,
      `median ${latency.medianMs.toFixed(0)} ms, p99 ${latency.p99Ms.toFixed(0)} ms`,
      'median ≤ 100 ms, p99 ≤ 400 ms',
    );
  }
}

async function measureDrains(): Promise<void> {
  const loads = [
    { files: 300, sizeBytes: 1024 * 1024, transfers: 4, rounds: 3 },
    { files: 2000, sizeBytes: 100 * 1024, transfers: 4, rounds: 3 },
  ];
  for (const load of loads) {
    const { surecastSeconds, rcloneSeconds, ratio } = await measureDrain(load);
    row(
      `drain of ${load.files} × ${load.sizeBytes / 1024} KiB, ${load.transfers} transfers (surecast / rclone)`,
      `${surecastSeconds.toFixed(2)} s / ${rcloneSeconds.toFixed(2)} s = ${ratio.toFixed(2)}`,
      'ratio ≤ 1',
    );
  }
}

async function measureCost(): Promise<void> {
  const cost = await measureEngineCost(Number(values.minutes) * 60 + 10);
  row(
    `engine beside 1080p30 6 Mbit/s, ${cost.seconds.toFixed(0)} s`,
    `${(cost.coreShare * 100).toFixed(1)} % of a core, ${cost.peakMegabytes.toFixed(0)} MB`,
    '≤ 4 %, ≤ 150 MB',
  );
  row(
    'memory of the last quarter over the second',
    cost.growth.toFixed(3),
    'flat over 20 minutes (--minutes 20)',
  );
}

async function measureLiveEdges(): Promise<void> {
  for (const load of [
    { segmentSeconds: 1, videoKbps: 600, linkBytesPerSecond: 150_000, outageSeconds: 20 },
    { segmentSeconds: 4, videoKbps: 2_000, linkBytesPerSecond: 500_000, outageSeconds: 40 },
  ]) {
    const { used, liveShare, worstLag, medianLag, drainSeconds } = await measureLiveEdge(load);
    row(
      `backlog of ${load.outageSeconds} s, segments of ${load.segmentSeconds} s, live takes ${(liveShare * 100).toFixed(0)} % of the link`,
      `${(used * 100).toFixed(1)} % used, ${worstLag} behind (median ${medianLag}), ${drainSeconds.toFixed(0)} s`,
      '≥ 95 %, at most 2 segments behind',
    );
  }
}

async function measureCaps(): Promise<void> {
  for (const bitsPerSecond of [1_000_000, 20_000_000]) {
    const { used, burstSeconds } = await measureUplinkCap(bitsPerSecond, 30);
    row(
      `--max-uplink-rate ${bitsPerSecond / 1_000_000}M over 30 s`,
      `${(used * 100).toFixed(1)} %, at most ${(burstSeconds * 1000).toFixed(0)} ms of it at once`,
      '95 to 100 %, a burst of 250 ms',
    );
  }
}

async function measureQueues(): Promise<void> {
  const queue = await measureQueue(1_000_000);
  row(
    'taking the next of 1,000,000 uploads',
    `median ${queue.takeMedianMs.toFixed(3)} ms, p99 ${queue.takeP99Ms.toFixed(3)} ms`,
    'p99 ≤ 1 ms',
  );
  row('the same over that of 1,000 uploads', queue.ratio.toFixed(2), '≤ 1.5');
  row(
    'start to the first object / `status`, 1,000,000 uploads',
    `${queue.startSeconds.toFixed(2)} s / ${queue.statusSeconds.toFixed(2)} s`,
    'start ≤ 2 s',
  );
  row(
    'catalog of 1,000,000 uploads / memory of its drain',
    `${queue.catalogMegabytes.toFixed(0)} MB / ${queue.peakMegabytes.toFixed(0)} MB`,
    'catalog ≤ 1,000 MB',
  );
}

async function measureConsoles(): Promise<void> {
  const { usableMs, shareWithNone, shareWithTen, events, medianMs, p95Ms } = await measureConsole(30);
  row('start of the console → first snapshot at a page', `${usableMs.toFixed(0)} ms`, '≤ 1,000 ms');
  row(
    'engine with no console / with 10 open (events and preview)',
    `${(shareWithNone * 100).toFixed(1)} % / ${(shareWithTen * 100).toFixed(1)} % of a core`,
    'at most 3 % more',
  );
  row(
    `segment verified → page (${events} events)`,
    `median ${medianMs.toFixed(0)} ms, p95 ${p95Ms.toFixed(0)} ms`,
    '≤ 150 ms',
  );
}

async function measureQueuePages(): Promise<void> {
  await bringBrowser();
  const { longTasks, longestMs, longestWallMs, rows, toTheEndMs } = await measureQueuePage(100_000);
  row(
    `console's queue of 100,000: ${rows} rows by wheel, then to its end`,
    `${longTasks} long, longest ${longestMs.toFixed(0)} ms of processor (${longestWallMs.toFixed(0)} ms); end ${toTheEndMs.toFixed(0)} ms`,
    'no task over 50 ms',
  );
}

async function measurePage(): Promise<void> {
  await bringBrowser();
  const minutes = Number(values.minutes);
  const page = await measureConsolePage(minutes);
  row(
    `start of the program → page usable, ${page.starts} times`,
    `median ${page.coldMedianMs.toFixed(0)} ms, ${page.openMedianMs.toFixed(0)} ms of it the page`,
    '≤ 1,000 ms',
  );
  row(
    `segment verified → marked on the page (${page.marks})`,
    `median ${page.markMedianMs.toFixed(0)} ms, p95 ${page.markP95Ms.toFixed(0)} ms`,
    '≤ 150 ms',
  );
  row(
    `memory of the page over ${minutes} min of a broadcast`,
    `${page.firstMegabytes.toFixed(1)} → ${page.lastMegabytes.toFixed(1)} MB, last quarter / second ${page.growth.toFixed(3)}`,
    'flat over 30 minutes (--minutes 30)',
  );
}
