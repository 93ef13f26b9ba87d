import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fc } from '../../fixtures/property-testing.ts';
import { addressOf, parseAddress } from './address.ts';

test('whatever a broadcast is called, its address leads back to it', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), (name) => {
      assert.deepEqual(parseAddress(addressOf('broadcasts', name), 'live'), {
        path: 'broadcasts',
        rest: name,
      });
    }),
  );
});

test('an address that is none leads to the first screen, and a broken escape is taken as it stands', () => {
  for (const hash of ['', '#', '#x', '#/../x']) assert.equal(parseAddress(hash, 'live').path, 'live');
  assert.equal(parseAddress('#/broadcasts/%E0%A4', 'live').rest, '%E0%A4');
});
