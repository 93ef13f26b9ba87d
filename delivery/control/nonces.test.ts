import assert from 'node:assert/strict';
import { test } from 'node:test';
import { nonce } from '../../contract/network/nonce.ts';
import { createNonces, nonceHoldsMs } from './nonces.ts';

test('a number counts once, for whom it was made, and for so long', () => {
  let nowMs = 1_000;
  const nonces = createNonces(() => nowMs);
  const [own, late] = [nonces.give('ada'), nonces.give('ada')];
  assert.equal(nonce.parse(own), own);
  assert.notEqual(own, late);
  assert.equal(nonces.take(own, 'edge-1'), false);
  assert.equal(nonces.take(own, 'ada'), true);
  assert.equal(nonces.take(own, 'ada'), false);
  nowMs += nonceHoldsMs + 1;
  assert.equal(nonces.take(late, 'ada'), false);
  assert.equal(nonces.take('never-given', 'ada'), false);
});

test('whoever asks for numbers without end spoils its own alone', () => {
  const nonces = createNonces(() => 0);
  const ada = nonces.give('ada');
  const first = nonces.give('edge-1');
  for (let at = 0; at < 20_000; at++) nonces.give('edge-1');
  assert.equal(nonces.take(first, 'edge-1'), false);
  assert.equal(nonces.take(nonces.give('edge-1'), 'edge-1'), true);
  assert.equal(nonces.take(ada, 'ada'), true);
});
