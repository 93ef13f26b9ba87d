// `npm test [-- PATTERN…]`: brings what is missing, then runs the tests on Node 24.
import { runScript } from './setup/run-script.mjs';

await runScript('scripts/testing/run.ts', process.argv.slice(2));
