import assert from 'node:assert/strict';
import { test } from 'node:test';
import { plainPart, rawPart, troubleWords } from './trouble-words.ts';

test('a trouble is taken apart into what a person is told and what the other side said', () => {
  const words = troubleWords('The origin does not answer: the connection broke', 'PUT a — b: ECONNRESET');
  assert.equal(plainPart(words), 'The origin does not answer: the connection broke');
  assert.equal(rawPart(words), 'PUT a — b: ECONNRESET');
  assert.equal(plainPart('There is no such file.'), 'There is no such file');
  assert.equal(rawPart('There is no such file.'), null);
});
