import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createPopularity } from './popularity.ts';
import { createSeededRandom } from './seeded-random.ts';

test('the same seed and label draw the same numbers, others draw others', () => {
  const draw = (seed: number, label: string): number[] => {
    const random = createSeededRandom(seed, label);
    return Array.from({ length: 5 }, random.next);
  };
  assert.deepEqual(draw(1, 'a'), draw(1, 'a'));
  assert.notDeepEqual(draw(1, 'a'), draw(2, 'a'));
  assert.notDeepEqual(draw(1, 'a'), draw(1, 'b'));
  assert.ok(draw(3, 'c').every((value) => value >= 0 && value < 1));
});

test('audiences follow Zipf: the second stream has half of the first, without an exponent all the same', () => {
  const share = (exponent: number): number[] => {
    const random = createSeededRandom(7, 'audience');
    const choose = createPopularity(4, exponent);
    const counts = [0, 0, 0, 0];
    for (let draw = 0; draw < 40_000; draw++) {
      const stream = choose(random);
      counts[stream] = (counts[stream] ?? 0) + 1;
    }
    return counts.map((count) => count / 40_000);
  };
  const near = (actual: readonly number[], expected: readonly number[]): void => {
    for (const [index, value] of expected.entries())
      assert.ok(Math.abs((actual[index] ?? 0) - value) < 0.02, `${actual} is not ${expected}`);
  };
  near(share(1), [12 / 25, 6 / 25, 4 / 25, 3 / 25]);
  near(share(0), [0.25, 0.25, 0.25, 0.25]);
});
