import assert from 'node:assert/strict';
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { verifyReport } from '../contract/verify-report.ts';
import { deliver, recordBroadcast } from '../engine/testing/delivered-broadcast.ts';
import { runSurecast } from './testing/run-surecast.ts';

let root = '';
let data = '';

before(async () => {
  root = mkdtempSync(join(tmpdir(), 'surecast-cli-verify-'));
  data = join(root, 'data');
  recordBroadcast({ root: data, name: 'show', originUrls: [`file:${root}/origin`] });
  await deliver(data);
});

after(() => rmSync(root, { recursive: true, force: true }));

describe('surecast verify', { concurrency: 2 }, () => {
  it('ends with 0 and one JSON object when all matches', async () => {
    const { status, stdout } = await runSurecast(['verify', 'show', '--deep', '--data', data, '--json']);
    const report = verifyReport.parse(JSON.parse(stdout));
    assert.deepEqual([status, report.ok, report.deep], [0, true, true]);
  });

  it('ends with 4 when an object is gone, and names it', async () => {
    const origin = join(root, 'less');
    cpSync(join(root, 'origin'), origin, { recursive: true });
    const gone = readdirSync(join(origin, 'show/720p')).find((name) => name.endsWith('.ts')) ?? '';
    rmSync(join(origin, 'show/720p', gone));
    const { status, stdout } = await runSurecast([
      'verify',
      'show',
      '--data',
      data,
      '--origin',
      `file:${origin}`,
    ]);
    assert.equal(status, 4);
    assert.ok(stdout.includes(gone) && stdout.includes('OBJECT_MISSING'));
  });

  it('ends with 4 when the receipt was changed', async () => {
    const origin = join(root, 'forged');
    cpSync(join(root, 'origin'), origin, { recursive: true });
    const path = join(origin, 'show/receipt.json');
    writeFileSync(path, readFileSync(path, 'utf8').replace('"segments": 3', '"segments": 4'));
    const { status, stdout } = await runSurecast([
      'verify',
      'show',
      '--data',
      data,
      '--origin',
      `file:${origin}`,
    ]);
    assert.equal(status, 4);
    assert.ok(stdout.includes('RECEIPT_INVALID'));
  });

  it('ends with 1 when the origin can’t be reached', async () => {
    const args = ['verify', 'show', '--data', data, '--json', '--origin', 's3://bucket/live'];
    const { status, stdout } = await runSurecast(args, {
      AWS_ENDPOINT_URL_S3: 'http://127.0.0.1:1',
      AWS_ACCESS_KEY_ID: 'key',
      AWS_SECRET_ACCESS_KEY: 'secret',
    });
    const report = verifyReport.parse(JSON.parse(stdout));
    assert.deepEqual([status, report.origins[0]?.trouble?.code], [1, 'ORIGIN_UNREACHABLE']);
  });

  it('ends with 2 when there is no such broadcast, and says which there are', async () => {
    const { status, stdout, stderr } = await runSurecast(['verify', 'shaw', '--data', data, '--json']);
    assert.deepEqual([status, stdout], [2, '']);
    assert.ok(stderr.includes('BROADCAST_UNKNOWN') && stderr.includes('show'));
  });

  it('ends with 2 for a name that can’t be one', async () => {
    const { status, stderr } = await runSurecast(['verify', '../show', '--data', data]);
    assert.equal(status, 2);
    assert.ok(stderr.includes('BROADCAST_NAME_INVALID'));
  });
});
