/**
 * `npm run bench:network`: measures the delivery network and prints the figures side by side with their goals. `--only NAME`
 * (repeatable) takes some of them: coalescing, directory, data-plane, simulate. Nothing here passes or fails.
 */
import { parseArgs } from 'node:util';
import { bringGoTool, goTools } from '../../scripts/test-tools/go-tools.ts';
import { measureCoalescing } from './coalescing.ts';

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
};

process.env[goTools.natsServer.override] = await bringGoTool(goTools.natsServer);
for (const [name, measure] of Object.entries(measures)) {
  if (values.only?.includes(name) ?? true) await measure();
}
