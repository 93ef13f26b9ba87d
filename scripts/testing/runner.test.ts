import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { chooseTests } from './find-tests.ts';
import { runNodeTests } from './node-runner.ts';
import { closingLine, exitStatusOf, sumTallies } from './tally.ts';

test('the closing line names skipped tests only if there are any', () => {
  assert.equal(closingLine({ passed: 3, failed: 0, skipped: 0 }), '3 passed, 0 failed');
  assert.equal(closingLine({ passed: 3, failed: 1, skipped: 2 }), '3 passed, 1 failed, 2 skipped');
});

test('a run in which nothing passed has failed', () => {
  assert.equal(exitStatusOf(sumTallies([])), 1);
  assert.equal(exitStatusOf(sumTallies([{ passed: 1, failed: 0, skipped: 0 }])), 0);
  assert.equal(
    exitStatusOf(
      sumTallies([
        { passed: 1, failed: 0, skipped: 0 },
        { passed: 0, failed: 1, skipped: 0 },
      ]),
    ),
    1,
  );
});

test('tests are chosen by a part of their path or by a glob', () => {
  const all = ['media/ts.test.ts', 'uploader/origins/s3.test.ts'];
  assert.deepEqual(chooseTests(all, []), all);
  assert.deepEqual(chooseTests(all, ['./uploader']), ['uploader/origins/s3.test.ts']);
  assert.deepEqual(chooseTests(all, ['*/ts.*']), ['media/ts.test.ts']);
  assert.deepEqual(chooseTests(all, ['nothing']), []);
});

test('passed, failed, skipped, to-do, nested and crashed tests are counted, suites are not', async (t) => {
  const root = await mkdtemp(join(tmpdir(), 'surecast-runner-'));
  t.after(() => rm(root, { recursive: true, force: true }));
  const head = `const { test, describe } = require('node:test');\n`;
  await writeFile(
    join(root, 'a.test.cjs'),
    `${head}describe('s', () => { test('one', () => {}); test('two', { skip: true }); });
test('bad', () => { throw new Error('as planted'); });
test('later', { todo: true }, () => { throw new Error('not yet'); });`,
  );
  await writeFile(
    join(root, 'b.test.cjs'),
    `${head}test('never ends by itself', () => {}); process.exit(7);`,
  );
  const { NODE_TEST_CONTEXT: _, ...env } = process.env;
  const files = ['a.test.cjs', 'b.test.cjs'];
  const tally = await runNodeTests({ root, files, namePattern: undefined, env, output: 'ignore' });
  assert.deepEqual(tally, { passed: 2, failed: 2, skipped: 1 });
});
