import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { temporaryDirectory } from '../fixtures/temporary-directory.ts';
import { openCatalog } from './catalog.ts';

const program = fileURLToPath(new URL('./testing/commit-until-killed.ts', import.meta.url));

/** Lets the program commit until it has said `enough`, and kills it in the middle of whatever it does. */
async function killAfter(root: string, enough: number): Promise<number> {
  const child = spawn(process.execPath, [program, root], { stdio: ['ignore', 'pipe', 'inherit'] });
  const exited = once(child, 'exit');
  let said = 0;
  for await (const line of createInterface({ input: child.stdout })) {
    said = Number(line);
    if (said >= enough) child.kill('SIGKILL');
  }
  await exited;
  return said;
}

test('what was committed durably outlives a kill at any moment, and the catalog is whole', async (t) => {
  const root = temporaryDirectory(t);
  const said = await killAfter(root, 40);
  const catalog = openCatalog(join(root, 'catalog.db'));
  const [broadcast] = catalog.broadcasts.list();
  const segments = catalog.media.counts(broadcast?.id ?? 0)[0]?.segments ?? 0;
  assert.ok(said >= 40 && segments >= said, `${segments} of ${said}`);
  const [origin] = catalog.broadcasts.destinations(broadcast?.id ?? 0);
  assert.equal(catalog.uploads.totals(broadcast?.id ?? 0, origin?.id ?? 0).pendingFiles, segments);
  catalog.close();
});
