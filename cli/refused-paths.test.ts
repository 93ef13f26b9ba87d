import assert from 'node:assert/strict';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { temporaryDirectory } from '../fixtures/temporary-directory.ts';
import { runSurecast } from './testing/run-surecast.ts';

/** A path below a file can be made by nobody, whoever runs the tests. */
const belowFile = join(import.meta.filename, 'below');
const tooLong = 'a'.repeat(300);

describe('a path that can’t be used is named, with its code and no stack', { concurrency: 4 }, () => {
  const commands: readonly (readonly [readonly string[], string])[] = [
    [['node', '--role', 'main', '--data', belowFile], 'PATH_UNUSABLE'],
    [['network', 'create', belowFile], 'PATH_UNUSABLE'],
    [['network', 'create', join(import.meta.dirname, tooLong)], 'PATH_UNUSABLE'],
    [['rehearse', '--data', belowFile], 'DATA_DIR_UNWRITABLE'],
    [['import', import.meta.filename], 'EXPORT_MISSING'],
  ];
  for (const [command, code] of commands) {
    it(`surecast ${command
      .join(' ')
      .replace(import.meta.dirname, '')
      .slice(0, 60)}`, async (t) => {
      const data = command.includes('--data') ? [] : ['--data', temporaryDirectory(t)];
      await expectRefused([...command, ...(command[0] === 'import' ? data : [])], code);
    });
  }

  it('surecast network admit', async (t) => {
    const network = join(temporaryDirectory(t), 'network');
    mkdirSync(network);
    assert.equal((await runSurecast(['network', 'create', network])).status, 0);
    const admit = ['network', 'admit', 'ada', '--role', 'operator', '--network', network];
    await expectRefused([...admit, '--out', belowFile], 'PATH_UNUSABLE');
  });
});

async function expectRefused(command: readonly string[], code: string): Promise<void> {
  const { status, stderr } = await runSurecast(command);
  assert.equal(status, 2, stderr);
  assert.ok(stderr.includes(`(${code})`), stderr);
  assert.doesNotMatch(stderr, /\n {4}at /);
}
