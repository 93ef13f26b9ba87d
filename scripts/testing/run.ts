/**
 * `npm test`: brings what tests need, runs every test with every runner, and ends with the line `N passed, N failed`.
 * Arguments choose tests by a part of their path, or a glob; `--name REGEX` by the test's name.
 */
import { randomUUID } from 'node:crypto';
import { dirname } from 'node:path';
import { parseArgs } from 'node:util';
import { endOnFailure } from '../setup/say.mjs';
import { bringTestTools } from '../test-tools/bring.ts';
import { allTests, chooseTests } from './find-tests.ts';
import { runNodeTests } from './node-runner.ts';
import { endStrays, runMarker } from './stray-processes.ts';
import { closingLine, exitStatusOf, sumTallies, type Tally } from './tally.ts';

const root = dirname(dirname(import.meta.dirname));

async function runAll(files: readonly string[], namePattern: string | undefined): Promise<Tally> {
  const tools = await bringTestTools();
  const run = randomUUID();
  const env = { ...process.env, ...tools.env, [runMarker]: run };
  try {
    // One entry a runner; each gets the same patterns and gives a tally.
    return sumTallies([await runNodeTests({ root, files, namePattern, env })]);
  } finally {
    endStrays(run);
    await tools.close();
  }
}

const { values, positionals } = parseArgs({ allowPositionals: true, options: { name: { type: 'string' } } });
const files = chooseTests(allTests(root), positionals);
try {
  if (files.length === 0) console.error(`No test file matches ${positionals.join(' ')}`);
  const tally = files.length === 0 ? { passed: 0, failed: 0, skipped: 0 } : await runAll(files, values.name);
  process.exitCode = exitStatusOf(tally);
  console.log(closingLine(tally));
} catch (thrown) {
  endOnFailure(thrown);
}
