/** A program of the tests: cuts the log of a data directory, to be killed while it does. */
import { CuttingScene } from './cutting-scene.ts';

const root = process.argv[2];
if (root === undefined) throw new Error('usage: cut-until-killed DIRECTORY');
await new CuttingScene(root, { onEntered: () => process.stdout.write('.') }).finish();
