/** A program of the tests: commits segments durably, says each number once it is safe, and waits to be killed. */
import { addSegment, makeBroadcast } from './test-broadcast.ts';

const root = process.argv[2];
if (root === undefined) throw new Error('usage: commit-until-killed DIRECTORY');
const broadcast = makeBroadcast(root);
for (let n = 1; ; n += 1) {
  broadcast.catalog.durably(() => addSegment(broadcast, { variantId: broadcast.variantIds[0] ?? 0 }));
  process.stdout.write(`${n}\n`);
}
