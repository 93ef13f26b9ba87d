import assert from 'node:assert/strict';
import { test } from 'node:test';
import { followEpochs } from './follow-epochs.ts';

test('the newest epoch counts, and a member that is behind changes nothing', () => {
  const epochs = followEpochs(0);
  assert.equal(epochs.hear(7, 0), 'newer');
  assert.equal(epochs.hear(7, 100), 'same');
  assert.equal(epochs.hear(6, 200), 'older');
  assert.equal(epochs.hear(7, 9_000), 'same');
  assert.equal(epochs.hear(6, 11_000), 'older');
  assert.equal(epochs.newest(), 7);
});

test('when nothing but older epochs is heard for ten seconds, the directory has begun anew', () => {
  const epochs = followEpochs(40);
  assert.equal(epochs.hear(0, 300_000), 'older');
  assert.equal(epochs.hear(1, 309_999), 'older');
  assert.equal(epochs.hear(1, 310_000), 'lowered');
  assert.equal(epochs.newest(), 1);
  assert.equal(epochs.hear(2, 310_100), 'newer');
});
