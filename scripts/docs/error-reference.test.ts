import assert from 'node:assert/strict';
import { test } from 'node:test';
import { errorReference } from './error-reference.ts';

test('each error is a row, by name, with bars escaped', () => {
  const page = errorReference({ ZOO: { exit: 2, cure: 'Say ts|fmp4.' }, ANT: { exit: 1, cure: 'Wait.' } });
  assert.ok(page.endsWith('| `ANT` | 1 | Wait. |\n| `ZOO` | 2 | Say ts\\|fmp4. |\n'));
});
