import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { snapshot } from '../contract/snapshot.ts';
import { takeDataDirectory } from '../engine/data-directory.ts';
import { blockNext, recordBroadcast } from '../engine/testing/delivered-broadcast.ts';
import { runSurecast } from './testing/run-surecast.ts';

let root = '';

before(() => {
  root = mkdtempSync(join(tmpdir(), 'surecast-cli-status-'));
  const originUrls = ['file:/first', 'file:/second'];
  recordBroadcast({ root: join(root, 'data'), name: 'show', originUrls });
});

after(() => rmSync(root, { recursive: true, force: true }));

describe('surecast status', { concurrency: 2 }, () => {
  it('tells what is recorded and what is left for each origin', async () => {
    const data = join(root, 'data');
    const { status, stdout } = await runSurecast(['status', '--data', data, '--json']);
    const { running, broadcasts } = snapshot.parse(JSON.parse(stdout));
    assert.deepEqual([status, running, broadcasts.length], [0, false, 1]);
    const origins = broadcasts[0]?.origins.map(({ url, pendingFiles }) => [url, pendingFiles]);
    assert.deepEqual(origins, [
      ['file:/first', 3],
      ['file:/second', 3],
    ]);
    const shown = await runSurecast(['status', '--data', data]);
    assert.ok(shown.stdout.includes('show') && shown.stdout.includes('file:/second'));
  });

  it('promises no delivery to an origin where another broadcast holds the name', async () => {
    const data = join(root, 'taken');
    recordBroadcast({ root: data, name: 'show', originUrls: ['file:/first', 'file:/second'] });
    const shownWith = async (originId: number) => {
      blockNext(data, originId, { code: 'ORIGIN_NAME_TAKEN', message: 'The name is taken.' });
      return (await runSurecast(['status', '--data', data])).stdout;
    };
    const one = await shownWith(1);
    assert.match(one, /Nothing can deliver it to file:\/first/);
    assert.match(one, /surecast drain/);
    assert.doesNotMatch(await shownWith(2), /surecast drain/);
  });

  it('notices a running engine, and leaves it in possession', async (t) => {
    const data = join(root, 'running');
    const held = await takeDataDirectory(data);
    t.after(held.release);
    const { status, stdout } = await runSurecast(['status', '--data', data, '--json']);
    assert.deepEqual([status, snapshot.parse(JSON.parse(stdout)).running], [0, true]);
  });

  it('finds nothing in an empty directory, and makes nothing there', async () => {
    const data = join(root, 'empty');
    mkdirSync(data);
    const { status, stdout } = await runSurecast(['status', '--data', data, '--json']);
    assert.deepEqual([status, snapshot.parse(JSON.parse(stdout)).broadcasts], [0, []]);
    assert.deepEqual(readdirSync(data), []);
  });

  it('ends with 2 for a directory that is not there', async () => {
    const { status, stderr } = await runSurecast(['status', '--data', join(root, 'none')]);
    assert.equal(status, 2);
    assert.ok(stderr.includes('DATA_DIR_MISSING'));
    const file = join(root, 'a-file');
    writeFileSync(file, '');
    assert.equal((await runSurecast(['status', '--data', file])).status, 2);
  });

  it('ends with 1 for a catalog that is damaged', async () => {
    const data = join(root, 'damaged');
    mkdirSync(data);
    writeFileSync(join(data, 'catalog.db'), 'this was a catalog '.repeat(1_000));
    const { status, stderr } = await runSurecast(['status', '--data', data]);
    assert.equal(status, 1);
    assert.ok(stderr.includes('CATALOG_DAMAGED'));
  });
});
