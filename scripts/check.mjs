// `npm run check`: brings what is missing, then runs every gate and all tests on Node 24.
import { runScript } from './setup/run-script.mjs';

await runScript('scripts/checks/run.ts', process.argv.slice(2));
