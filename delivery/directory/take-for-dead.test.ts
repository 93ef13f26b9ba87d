import assert from 'node:assert/strict';
import { test } from 'node:test';
import { directoryTimes } from './directory-times.ts';
import { followListening } from './listening.ts';
import { takeForDead } from './take-for-dead.ts';

const nodes = new Map([
  ['alive', { heardAtMs: 99_500, isAlive: true }],
  ['silent', { heardAtMs: 97_000, isAlive: false }],
  ['long-silent', { heardAtMs: 50_000, isAlive: false }],
]);
const listed = [...nodes.keys(), 'never-heard'];
const dead = (forMs: number) =>
  takeForDead(listed, (name) => nodes.get(name), { forMs, nowMs: 100_000 }, directoryTimes);

test('a member that has just started to listen takes nobody for dead', () => {
  assert.equal(dead(0), undefined);
  assert.equal(dead(2_999), undefined);
});

test('who fell silent is dead; who was not heard yet has longer', () => {
  assert.deepEqual(dead(4_000), ['silent']);
  assert.deepEqual(dead(9_999), ['silent']);
  assert.deepEqual(dead(10_000), ['silent', 'long-silent', 'never-heard']);
});

test('listening starts anew when the network was away or the process stood still', () => {
  const listening = followListening(1_000);
  assert.equal(listening.forMs(0), 0);
  for (let nowMs = 0; nowMs <= 5_000; nowMs += 1_000) listening.look(nowMs, true);
  assert.equal(listening.forMs(5_000), 5_000);
  listening.look(6_000, false);
  assert.equal(listening.forMs(6_000), 0);
  listening.look(7_000, true);
  listening.look(8_000, true);
  assert.equal(listening.forMs(8_000), 1_000);
  listening.look(12_000, true);
  assert.equal(listening.forMs(12_000), 0);
});
