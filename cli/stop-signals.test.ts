import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { countStop, notAsked, type StopCount } from './stop-signals.ts';

type Arrival = readonly [way: keyof StopCount, atMs: number];

function askedAfter(arrivals: readonly Arrival[], underNpm = false): number[] {
  let count = notAsked;
  return arrivals.map(([way, atMs]) => {
    const { after, asked } = countStop(count, way, atMs, underNpm);
    count = after;
    return asked;
  });
}

test('two signals to the process itself are two requests, however quick', () => {
  assert.deepEqual(
    askedAfter([
      ['direct', 0],
      ['direct', 1],
    ]),
    [1, 2],
  );
});

test('Ctrl-C that comes both ways is one request, however late the copy', () => {
  assert.deepEqual(
    askedAfter([
      ['direct', 0],
      ['forwarded', 5000],
    ]),
    [1, 1],
  );
  assert.deepEqual(
    askedAfter([
      ['forwarded', 0],
      ['direct', 1],
      ['direct', 900],
      ['forwarded', 901],
    ]),
    [1, 1, 2, 2],
  );
});

test('under npm its copy on the same way is not a second request, a later signal is', () => {
  assert.deepEqual(
    askedAfter(
      [
        ['direct', 0],
        ['direct', 20],
        ['direct', 1000],
      ],
      true,
    ),
    [1, 1, 2],
  );
});

test('the count never falls, never grows by more than one, and starts at one', () => {
  const arrival = fc.tuple(fc.constantFrom('direct' as const, 'forwarded' as const), fc.nat(5000));
  fc.assert(
    fc.property(fc.array(arrival, { minLength: 1 }), fc.boolean(), (unordered, underNpm) => {
      const counts = askedAfter(
        unordered.toSorted(([, a], [, b]) => a - b),
        underNpm,
      );
      assert.equal(counts[0], 1);
      for (const [i, asked] of counts.entries()) assert.ok([0, 1].includes(asked - (counts[i - 1] ?? 0)));
    }),
  );
});
