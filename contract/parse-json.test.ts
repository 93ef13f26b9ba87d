import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseJson } from './parse-json.ts';

test('a text that is no JSON is nothing, all else what it says', () => {
  assert.deepEqual(parseJson('{"a":[1,null]}'), { a: [1, null] });
  assert.equal(parseJson('null'), null);
  for (const text of ['', '{"a":', 'undefined', '{} {}']) assert.equal(parseJson(text), undefined);
});
