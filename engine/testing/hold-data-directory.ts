/** A program of the tests: takes a data directory, says so, and waits to be killed. */
import { takeDataDirectory } from '../data-directory.ts';

const root = process.argv[2];
if (root === undefined) throw new Error('usage: hold-data-directory DIRECTORY');
await takeDataDirectory(root);
process.stdout.write('taken\n');
setInterval(() => undefined, 1_000);
