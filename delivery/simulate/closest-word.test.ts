import assert from 'node:assert/strict';
import { test } from 'node:test';
import { closestWord } from './closest-word.ts';

const words = ['edges', 'edgeUse', 'viewers', 'viewerRate', 'minutes'];

test('a slip of the pen is found, whatever its case', () => {
  assert.equal(closestWord('edgez', words), 'edges');
  assert.equal(closestWord('VIEWRS', words), 'viewers');
  assert.equal(closestWord('minute', words), 'minutes');
  assert.equal(closestWord('viewersRate', words), 'viewerRate');
});

test('what is like none of them is not guessed', () => {
  assert.equal(closestWord('bandwidth', words), undefined);
  assert.equal(closestWord('', words), undefined);
  assert.equal(closestWord('x', words), undefined);
});
