/**
 * `npm run check`: every gate, then all tests. `--gates-only` leaves out the tests; names choose gates
 * (`npm run check -- types sizes`, which leaves out the tests too).
 */
import { spawnSync } from 'node:child_process';
import { dirname } from 'node:path';
import { parseArgs } from 'node:util';
import { boundaries } from './boundaries.ts';
import { bundle } from './bundle.ts';
import { deadCode } from './dead-code.ts';
import { docs } from './docs.ts';
import { runGate } from './gate.ts';
import { licences } from './licences.ts';
import { links } from './links.ts';
import { lint } from './lint.ts';
import { lock } from './lock.ts';
import { names } from './names.ts';
import { sizes } from './sizes.ts';
import { types } from './types.ts';

const root = dirname(dirname(import.meta.dirname));
const gates = [types, lint, boundaries, names, sizes, deadCode, docs, links, licences, lock, bundle];

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { 'gates-only': { type: 'boolean' } },
});
const chosen = gates.filter(({ name }) => positionals.length === 0 || positionals.includes(name));
let failures = chosen.length === 0 ? 1 : 0;
if (chosen.length === 0)
  console.error(`No such gate; there are: ${gates.map(({ name }) => name).join(', ')}`);
for (const gate of chosen) if (!(await runGate(gate, root))) failures += 1;
console.log(`${chosen.length - failures} gates passed, ${failures} failed`);
if (positionals.length === 0 && !values['gates-only']) {
  const tests = spawnSync(process.execPath, ['scripts/testing/run.ts'], { cwd: root, stdio: 'inherit' });
  if (tests.status !== 0) failures += 1;
}
process.exitCode = failures === 0 ? 0 : 1;
