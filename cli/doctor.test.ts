import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, it, type TestContext } from 'node:test';
import { preflightReport } from '../contract/preflight-report.ts';
import { takeDataDirectory } from '../engine/data-directory.ts';
import { runSurecast } from './testing/run-surecast.ts';

/** With an engine on it, nothing is captured and encoded, so that the result does not depend on the machine's speed. */
async function runningData(t: TestContext): Promise<string> {
  const root = mkdtempSync(join(tmpdir(), 'surecast-cli-doctor-'));
  const held = await takeDataDirectory(root);
  t.after(() => {
    held.release();
    rmSync(root, { recursive: true, force: true });
  });
  return root;
}

describe('surecast doctor', () => {
  it('prints one JSON object on standard output and the checks on standard error', async (t) => {
    const { status, stdout, stderr } = await runSurecast([
      'doctor',
      '--json',
      '--data',
      await runningData(t),
    ]);
    const report = preflightReport.parse(JSON.parse(stdout));
    assert.equal(status, report.ok ? 0 : 4);
    assert.ok(report.checks.every((check) => stderr.includes(check.message)));
  });

  it('ends with 4 when something fails', async (t) => {
    const args = ['doctor', '--data', await runningData(t), '--origin', 's3://bucket'];
    const { status, stdout } = await runSurecast(args, { AWS_ENDPOINT_URL_S3: 'ftp://x' });
    assert.equal(status, 4);
    assert.ok(stdout.includes('ORIGIN_REFUSED'));
  });

  it('ends with 2 for a source that can’t be one', async () => {
    const { status, stderr } = await runSurecast(['doctor', '--source', 'gopher://x']);
    assert.equal(status, 2);
    assert.ok(stderr.includes('SOURCE_INVALID'));
  });
});
