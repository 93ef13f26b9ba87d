// `node scripts/with-node24.mjs SCRIPT [ARGS]`: brings the packages if need be, then runs the script on Node 24.
import { runScript } from './setup/run-script.mjs';

const [script = '', ...args] = process.argv.slice(2);
await runScript(script, args);
