import assert from 'node:assert/strict';
import { test } from 'node:test';
import { clientOfAddress, createAddressLimits } from './address-limits.ts';

test('requests are limited to a rate with a burst of two seconds', () => {
  const limits = createAddressLimits({ connections: 10, requestsPerSecond: 5 });
  const taken = (nowMs: number) =>
    Array.from({ length: 30 }, () => limits.request('a', nowMs)).filter(Boolean).length;
  assert.equal(taken(0), 10);
  assert.equal(taken(0), 0);
  assert.equal(taken(1_000), 5);
  assert.equal(taken(60_000), 10);
});

test('connections are counted for each client, and a client that has gone is forgotten', () => {
  const limits = createAddressLimits({ connections: 2, requestsPerSecond: 5 });
  assert.deepEqual([limits.open('a'), limits.open('a'), limits.open('a')], [true, true, false]);
  assert.equal(limits.open('b'), true);
  limits.sweep(60_000);
  assert.equal(limits.open('a'), false, 'who still has connections is not forgotten');
  limits.close('a');
  assert.equal(limits.open('a'), true);
});

test('addresses of IPv6 count by their network of 64 bits', () => {
  assert.equal(clientOfAddress('192.0.2.7'), '192.0.2.7');
  assert.equal(clientOfAddress('::ffff:192.0.2.7'), '192.0.2.7');
  assert.equal(clientOfAddress('2001:db8:0:1::5'), clientOfAddress('2001:db8::1:9:8:7:6'));
  assert.notEqual(clientOfAddress('2001:db8:0:1::5'), clientOfAddress('2001:db8:0:2::5'));
  assert.equal(clientOfAddress('2001:db8::5'), '2001:db8:0:0');
  assert.equal(clientOfAddress('::1'), '0:0:0:0');
});
