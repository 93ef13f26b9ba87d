/**
 * `npm run bench:network`: measures the delivery network and prints the figures side by side with their goals. `--only NAME`
 * (repeatable) takes some of them: coalescing, directory, data-plane, objects, simulate. Nothing here passes or fails.
 */
import { availableParallelism } from 'node:os';
import { parseArgs } from 'node:util';
import { bringPrograms } from '../../scripts/setup/system-packages.mjs';
import { bringComparisonTools } from '../../scripts/test-tools/bring.ts';
import { bringGoTool, goTools } from '../../scripts/test-tools/go-tools.ts';
import { measureCoalescing } from './coalescing.ts';
import { measureDataPlanes } from './data-plane-rows.ts';
import { measureDirectoryAnswers } from './directory-answers.ts';
import { measureObjects } from './object-transfer.ts';
import { measureSimulation } from './simulate.ts';

const { values } = parseArgs({ options: { only: { type: 'string', multiple: true } } });

function row(what: string, measured: string, goal: string): void {
  process.stdout.write(`${what.padEnd(66)} ${measured.padEnd(44)} goal: ${goal}\n`);
}

const measures: Readonly<Record<string, () => Promise<void>>> = {
  coalescing: async () => {
    const { asked, wholeAnswers, toIntermediate, toMain, seconds } = await measureCoalescing(
      1_000,
      2_000_000,
    );
    row(
      `${asked} simultaneous first requests of 2 MB at an edge`,
      `${toIntermediate} to the intermediate, ${toMain} to main`,
      'exactly 1 at each tier',
    );
    row('the same: answers with the right SHA-256', `${wholeAnswers} in ${seconds.toFixed(1)} s`, 'all');
  },
  directory: async () => {
    for (const asked of ['again', 'anew', 'anew, by 16'] as const) {
      const figures = await measureDirectoryAnswers(5_000, 10, asked);
      const { answersASecond, medianMs, p99Ms, cpuMicrosecondsEach, askerCores, natsCores } = figures;
      row(
        `answers of one directory member, 5,000 asked a second (${asked})`,
        `${answersASecond.toFixed(0)}/s, median ${medianMs.toFixed(1)} ms, p99 ${p99Ms.toFixed(1)} ms`,
        '≥ 5,000/s, p99 < 5 ms',
      );
      row(
        `processor time of one such answer (${asked})`,
        `${cpuMicrosecondsEach.toFixed(0)} µs: ${(1e6 / cpuMicrosecondsEach).toFixed(0)}/s of one core`,
        '≤ 200 µs',
      );
      row(
        `the others on the same ${availableParallelism()} cores`,
        `asker ${askerCores.toFixed(2)}, NATS ${natsCores.toFixed(2)} cores`,
        '-',
      );
    }
  },
  'data-plane': () => measureDataPlanes(row),
  objects: () => measureObjects(row),
  simulate: async () => {
    const { computingSeconds, processorSeconds, offloadPercent, viewers, missed } = await measureSimulation();
    row(
      `surecast simulate: 1,000 edges, ${viewers.toLocaleString('en')} viewers, 10 min`,
      `${computingSeconds.toFixed(1)} s, ${processorSeconds.toFixed(1)} s of processor`,
      '< 30 s',
    );
    row('the same: origin egress offload', `${offloadPercent.toFixed(3)} %`, '≥ 99.9 %');
    row('the same: lines of the scenario that were missed', String(missed), '0');
  },
};

await bringComparisonTools();
await bringPrograms({ wrk: 'asks an edge and nginx for all they can give' });
process.env[goTools.natsServer.override] = await bringGoTool(goTools.natsServer);
for (const [name, measure] of Object.entries(measures)) {
  if (values.only?.includes(name) ?? true) await measure();
}
