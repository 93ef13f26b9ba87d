/**
 * `npm run bench`: measures and prints the figures side by side with their goals. `--minutes N` sets how long the
 * engine's cost is watched (default 1; the goal says 20). Nothing here passes or fails.
 */
import { parseArgs } from 'node:util';
import { measureDeliveryLatency } from './delivery-latency.ts';
import { measureDrain } from './drain-throughput.ts';
import { measureEngineCost } from './engine-cost.ts';

const { values } = parseArgs({ options: { minutes: { type: 'string', default: '1' } } });
const row = (what: string, measured: string, goal: string) =>
  process.stdout.write(`${what.padEnd(58)} ${measured.padEnd(34)} goal: ${goal}\n`);

for (const container of ['ts', 'fmp4'] as const) {
  const latency = await measureDeliveryLatency(container, 40);
  row(
    `last byte on disk → playlist verified (${container}, ${latency.samples} segments)`,
    `median ${latency.medianMs.toFixed(0)} ms, p99 ${latency.p99Ms.toFixed(0)} ms`,
    'median ≤ 100 ms, p99 ≤ 400 ms',
  );
}

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
