import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { missingEntries, parseLock } from '../lock/complete.ts';
import type { Gate } from './gate.ts';

/** package-lock.json has an entry for every platform's packages, without which `npm ci` refuses it. */
export const lock: Gate = {
  name: 'lock',
  counts: 'packages',
  async run(root) {
    const parsed = parseLock(readFileSync(join(root, 'package-lock.json'), 'utf8'));
    const missing = missingEntries(parsed).map(({ name }) => `no entry for ${name}; type: npm run lock`);
    return { checked: Object.keys(parsed.packages).length, problems: missing };
  },
};
