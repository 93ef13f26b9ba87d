import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { fc } from '../fixtures/property-testing.ts';
import { defaultBroadcastName, parseBroadcastName } from './broadcast-name.ts';

describe('parseBroadcastName', () => {
  for (const name of ['a', 'sunday-service', '2026-11-21-093005', 'A.b_c-9', 'x'.repeat(100)]) {
    it(`takes ${name.slice(0, 30)}`, () => assert.equal(parseBroadcastName(name), name));
  }

  for (const name of [
    '',
    '.',
    '..',
    'a..b',
    'a.',
    '.hidden',
    '-flag',
    '_x',
    'a/b',
    'a\\b',
    'a b',
    'a\nb',
    'a\u001b[31m',
    'é',
    'a\n',
    'x'.repeat(101),
    'x'.repeat(300),
  ]) {
    it(`refuses ${JSON.stringify(name.slice(0, 30))}`, () => {
      assert.throws(() => parseBroadcastName(name), { code: 'BROADCAST_NAME_INVALID' });
    });
  }

  it('never puts control characters into its message', () => {
    fc.assert(
      fc.property(fc.string(), (name) => {
        try {
          parseBroadcastName(name);
        } catch (error) {
          assert.doesNotMatch(String(error), /\p{Cc}/u);
        }
      }),
    );
  });
});

describe('defaultBroadcastName', () => {
  it('is the local start time', () => {
    assert.equal(defaultBroadcastName(new Date(2026, 10, 21, 9, 30, 5)), '2026-11-21-093005');
  });

  it('is always a name that is taken', () => {
    fc.assert(
      fc.property(
        fc.date({ min: new Date(2000, 0), max: new Date(2100, 0), noInvalidDate: true }),
        (start) => {
          parseBroadcastName(defaultBroadcastName(start));
        },
      ),
    );
  });
});
