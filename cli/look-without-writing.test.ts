import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { chmodSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { snapshot } from '../contract/snapshot.ts';
import { verifyReport } from '../contract/verify-report.ts';
import { deliver, recordBroadcast } from '../engine/testing/delivered-broadcast.ts';
import { temporaryDirectory } from '../fixtures/temporary-directory.ts';

const main = fileURLToPath(new URL('./main.ts', import.meta.url));
/** What root may do says nothing of permissions: then somebody who owns nothing looks. */
const nobody = process.getuid?.() === 0 ? { uid: 65_534, gid: 65_534 } : {};

function look(
  home: string,
  ...args: readonly string[]
): { readonly status: unknown; readonly stdout: string } {
  const env = { ...process.env, HOME: home };
  return spawnSync(process.execPath, args, { ...nobody, env, encoding: 'utf8' });
}

/** Nobody may be kept from the program itself, as in root's own folder. */
function canLook(t: TestContext, data: string): boolean {
  const { status } = look(data, main, '--version');
  const path = look(data, '-e', `fs.readdirSync(${JSON.stringify(data)})`);
  if (status === 0 && path.status === 0) return true;
  t.skip('another user may not read the program or the temporary folder here');
  return false;
}

test('status and verify only look: they need no permission to write, and leave nothing behind', {
  skip: process.platform === 'win32',
}, async (t) => {
  const root = temporaryDirectory(t);
  const data = join(root, 'data');
  recordBroadcast({ root: data, name: 'show', originUrls: [`file:${root}/origin`] });
  await deliver(data);
  chmodSync(root, 0o755);
  chmodSync(data, 0o555);
  try {
    if (!canLook(t, data)) return;
    const before = readdirSync(data);
    const shown = look(data, main, 'status', '--data', data, '--json');
    assert.equal(shown.status, 0, JSON.stringify(shown));
    assert.equal(snapshot.parse(JSON.parse(shown.stdout)).broadcasts[0]?.phase, 'complete');
    const verified = look(data, main, 'verify', 'show', '--data', data, '--json');
    assert.equal(verified.status, 0, JSON.stringify(verified));
    assert.equal(verifyReport.parse(JSON.parse(verified.stdout)).ok, true);
    assert.deepEqual(readdirSync(data), before);
  } finally {
    chmodSync(data, 0o755);
  }
});
