import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isPermissive } from './licences.ts';
import { nameProblem } from './names.ts';
import { functionSizes, sizeProblems } from './sizes.ts';

test('file names are kebab-case and say what the file holds', () => {
  for (const good of [
    'media/ts-cutter.ts',
    'media/ts-cutter.test.ts',
    '.dependency-cruiser.mjs',
    'cli/surecast.mjs',
  ]) {
    assert.equal(nameProblem(good), undefined);
  }
  for (const bad of [
    'media/index.ts',
    'media/tsCutter.ts',
    'cli/utils.ts',
    'cli/test-helpers.ts',
    'engine/job-manager.ts',
  ]) {
    assert.ok(nameProblem(bad));
  }
});

test('functions are measured with their first and last line, methods and arrows too', () => {
  const text = 'class A {\n  m() {\n    return 1;\n  }\n}\nconst f = () =>\n  2;\n';
  assert.deepEqual(functionSizes('a.ts', text), [
    { name: 'm', line: 2, lines: 3 },
    { name: 'f', line: 6, lines: 2 },
  ]);
});

test('long functions and files are found, a long test suite is not', () => {
  const long = `function f() {\n${'  g();\n'.repeat(90)}}\n`;
  assert.equal(sizeProblems('a.ts', long).length, 1);
  assert.equal(sizeProblems('a.test.ts', long).length, 0);
  assert.equal(sizeProblems('a.ts', 'g();\n'.repeat(401)).length, 1);
});

test('licences are read as SPDX expressions', () => {
  for (const good of ['MIT', '(MIT OR GPL-3.0)', 'Apache-2.0 AND MIT'])
    assert.equal(isPermissive(good), true);
  for (const bad of ['GPL-3.0', 'MIT AND GPL-3.0', 'MIT OR (X AND Y)', 'UNLICENSED'])
    assert.equal(isPermissive(bad), false);
});
