import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fc } from '../../fixtures/property-testing.ts';
import { keysToDrop, type WindowEntry } from './window-policy.ts';

const nowMs = 100_000;
const entries = fc.uniqueArray(
  fc.record({
    key: fc.string({ minLength: 1, maxLength: 4 }),
    sizeBytes: fc.nat({ max: 100 }),
    namedAtMs: fc.nat({ max: nowMs }),
    askedAtMs: fc.nat({ max: nowMs }),
    isArriving: fc.boolean(),
  }),
  { selector: ({ key }) => key },
);
const limits = fc.record({ windowSeconds: fc.nat({ max: 100 }), maxBytes: fc.nat({ max: 500 }) });

test('what stays fits, is within the window, and what arrives stays', () => {
  fc.assert(
    fc.property(entries, limits, (all, { windowSeconds, maxBytes }) => {
      const dropped = new Set(keysToDrop(all, nowMs, { windowSeconds, maxBytes }));
      const kept = all.filter(({ key }) => !dropped.has(key));
      assert.ok(all.every(({ key, isArriving }) => !isArriving || !dropped.has(key)));
      const whole = kept.filter(({ isArriving }) => !isArriving);
      for (const each of whole)
        assert.ok(nowMs - Math.max(each.namedAtMs, each.askedAtMs) <= windowSeconds * 1_000);
      const bytes = kept.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
      assert.ok(bytes <= maxBytes || whole.length === 0);
    }),
  );
});

test('with too much held, what was named longest ago goes first, and no more than must', () => {
  const entry = (key: string, namedAtMs: number): WindowEntry => {
    return { key, sizeBytes: 10, namedAtMs, askedAtMs: nowMs, isArriving: false };
  };
  const all = [entry('new', 99_000), entry('oldest', 10_000), entry('old', 20_000)];
  assert.deepEqual(keysToDrop(all, nowMs, { windowSeconds: 1_000, maxBytes: 30 }), []);
  assert.deepEqual(keysToDrop(all, nowMs, { windowSeconds: 1_000, maxBytes: 29 }), ['oldest']);
  assert.deepEqual(keysToDrop(all, nowMs, { windowSeconds: 1_000, maxBytes: 10 }), ['oldest', 'old']);
});
