import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fc } from '../fixtures/property-testing.ts';
import { entriesToDrop } from './live-window.ts';
import { testRow } from './testing/timeline-row.ts';

/** Entries of two seconds, published at the given moments. */
const entries = (publishedMs: readonly number[]) =>
  publishedMs.map((at, sequence) => ({ row: testRow({ sequence }), publishedMs: at }));

test('an entry leaves when it was published long enough ago and enough media stays', () => {
  const window = entries([0, 2_000, 4_000, 6_000, 8_000]);
  assert.equal(entriesToDrop(window, 9_000, 4), 3);
  assert.equal(entriesToDrop(window, 4_000, 4), 1);
  assert.equal(entriesToDrop(window, 3_999, 4), 0);
});

test('a backlog that was published at once stays for the whole window, however old its media', () => {
  const window = entries(Array.from({ length: 1000 }, () => 50_000));
  assert.equal(entriesToDrop(window, 59_999, 10), 0);
  assert.equal(entriesToDrop(window, 60_000, 10), 995);
});

test('something always stays, at least the window in media and all that is recent', () => {
  fc.assert(
    fc.property(
      fc.array(fc.nat(5_000), { minLength: 1, maxLength: 60 }),
      fc.nat(100_000),
      fc.nat(60),
      (steps, later, windowSeconds) => {
        let at = 0;
        const window = entries(steps.map((step) => (at += step)));
        const nowMs = at + later;
        const left = window.slice(entriesToDrop(window, nowMs, windowSeconds));
        assert.ok(left.length > 0);
        const enoughMedia = left.length * 2 >= windowSeconds || left.length === window.length;
        assert.ok(enoughMedia);
        const recent = window.filter((entry) => nowMs - entry.publishedMs < windowSeconds * 1000);
        for (const entry of recent) assert.ok(left.includes(entry));
      },
    ),
  );
});
