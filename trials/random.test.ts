import assert from 'node:assert/strict';
import test from 'node:test';
import { fc } from '../fixtures/property-testing.ts';
import { seededRandom } from './random.ts';

test('a seed gives the same numbers again, within their bounds', () => {
  fc.assert(
    fc.property(fc.integer(), fc.integer({ min: 0, max: 1_000 }), (seed, from) => {
      const [one, other] = [seededRandom(seed), seededRandom(seed)];
      for (let drawn = 0; drawn < 20; drawn += 1) {
        const number = one.between(from, from + 10);
        assert.ok(number >= from && number < from + 10);
        assert.equal(other.between(from, from + 10), number);
      }
      assert.equal(one.fork('a').between(0, 1), other.fork('a').between(0, 1));
      assert.ok(['a', 'b'].includes(one.pick(['a', 'b'])));
    }),
  );
});

test('numbers are spread evenly', () => {
  const random = seededRandom(1);
  const tenths = Array.from({ length: 10 }, () => 0);
  for (let drawn = 0; drawn < 10_000; drawn += 1) {
    const tenth = Math.floor(random.between(0, 10));
    tenths[tenth] = (tenths[tenth] ?? 0) + 1;
  }
  for (const count of tenths) assert.ok(count > 850 && count < 1_150, `${count} of 10000 in a tenth`);
});
