import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fc } from '../../fixtures/property-testing.ts';
import { createRateBucket, RateBucket, setRate } from './rate-bucket.ts';

const second = 1_000_000_000n;

/** Senders that hold one bucket, and the clock that they share. */
function bucketOf(bytesPerSecond: number) {
  const clock = { now: 1000n * second };
  const shared = createRateBucket(bytesPerSecond);
  const open = () => new RateBucket(shared, () => clock.now);
  return { clock, open, change: (rate: number | undefined) => setRate(shared, rate) };
}

test('who asks faster than the rate waits for a turn, in the order of asking, whoever asks', () => {
  const { open } = bucketOf(1000);
  const [a, b] = [open(), open()];
  // A quarter of a second's worth is the burst.
  assert.deepEqual([a.reserve(250), b.reserve(100), a.reserve(100), b.reserve(1)], [0, 0, 100, 200]);
});

test('a cap that is changed holds for all who hold the bucket, from then on', () => {
  const { open, change } = bucketOf(1000);
  const [a, b] = [open(), open()];
  assert.deepEqual([a.reserve(250), b.reserve(100)], [0, 0]);
  change(undefined);
  assert.deepEqual([a.bytesPerSecond, a.reserve(1_000_000), b.reserve(1_000_000)], [undefined, 0, 0]);
  change(2000);
  assert.deepEqual([a.reserve(200), b.reserve(200)], [100, 200]);
});

test('an idle link saves up one burst and no more', () => {
  const { clock, open } = bucketOf(1000);
  const bucket = open();
  bucket.reserve(500);
  clock.now += 100n * second;
  assert.deepEqual([bucket.reserve(250), bucket.reserve(1), bucket.reserve(1)], [0, 0, 1]);
});

test('whatever is asked for, nothing beyond rate and burst is sent, and nothing of a busy link is left unused', () => {
  const asking = fc.record({ afterMs: fc.nat(300), bytes: fc.integer({ min: 1, max: 400 }) });
  fc.assert(
    fc.property(fc.array(asking, { maxLength: 50 }), (all) => {
      const { clock, open } = bucketOf(1000);
      const bucket = open();
      const sent: { readonly atMs: number; readonly bytes: number }[] = [];
      let [nowMs, busyUntilMs] = [0, 0];
      for (const { afterMs, bytes } of all) {
        nowMs += afterMs;
        clock.now += BigInt(afterMs) * 1_000_000n;
        const waitMs = bucket.reserve(bytes);
        assert.ok(waitMs <= Math.max(0, busyUntilMs - nowMs) + 1e-3, 'no turn is later than it need be');
        busyUntilMs = Math.max(busyUntilMs, nowMs) + bytes;
        sent.push({ atMs: nowMs + waitMs, bytes });
      }
      for (const [i, { atMs: fromMs }] of sent.entries()) {
        const bytes = sent.slice(i, -1).reduce((sum, one) => sum + one.bytes, 0);
        const ms = (sent.at(-1)?.atMs ?? 0) - fromMs;
        assert.ok(bytes <= ms + 250 + 1e-3, `${bytes} bytes in ${ms} ms`);
      }
    }),
  );
});
