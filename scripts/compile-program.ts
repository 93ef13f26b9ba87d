/**
 * Loads what an engine with its console runs, and ends: Node's compile cache has all of it then. An engine that compiles its
 * own TypeScript keeps the compiler, 15 MB in each of its threads, for as long as it lives.
 */
import '../engine/console/serve.ts';
import '../uploader/origins/s3-client.ts';
import { fileURLToPath } from 'node:url';

/** Nobody waits for it any longer than that, milliseconds. */
const patienceMs = 60_000;

setTimeout(() => process.exit(1), patienceMs).unref();
// Ends here, since this is not a thread: its imports are loaded by then.
await import('../uploader/worker.ts').catch(() => undefined);
const main = fileURLToPath(new URL('../cli/main.ts', import.meta.url));
process.argv = [process.execPath, main, '--version'];
await import('../cli/main.ts');
