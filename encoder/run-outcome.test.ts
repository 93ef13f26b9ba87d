import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fc } from '../fixtures/property-testing.ts';
import { type EndedRun, nextStep } from './run-outcome.ts';

const live: EndedRun = {
  stopRequested: false,
  diskRefused: false,
  endsByItself: false,
  isOver: false,
  capturedSeconds: 60,
  durationSeconds: null,
  fruitlessRuns: 0,
};
const step = (run: Partial<EndedRun>) => nextStep({ ...live, ...run });

test('a broadcast is over when it was stopped, has its length, or its file has ended', () => {
  assert.equal(step({ stopRequested: true, capturedSeconds: 0 }).type, 'over');
  assert.equal(step({ durationSeconds: 60.1 }).type, 'over');
  assert.equal(step({ endsByItself: true, isOver: true }).type, 'over');
});

test('a file of which FFmpeg did not come to the end is gone on with, until it gives nothing more', () => {
  assert.deepEqual(step({ endsByItself: true }), { type: 'restart', afterMs: 0 });
  assert.equal(step({ endsByItself: true, fruitlessRuns: 1 }).type, 'over');
});

test('a source that never gave a frame has failed', () => {
  assert.equal(step({ capturedSeconds: 0, fruitlessRuns: 1 }).type, 'failed');
  assert.equal(step({ capturedSeconds: 0, endsByItself: true, isOver: true }).type, 'failed');
});

test('a live source that worked once is started again, at once and then ever more slowly', () => {
  const waits = [0, 1, 2, 3, 9, 1000].map((fruitlessRuns) => step({ fruitlessRuns, isOver: true }));
  assert.deepEqual(
    waits.map((wait) => (wait.type === 'restart' ? wait.afterMs : wait.type)),
    [0, 500, 1000, 2000, 10_000, 10_000],
  );
});

test('what the disk ended is neither a failure nor the end of a file', () => {
  const ends = [{ capturedSeconds: 0 }, { endsByItself: true, isOver: true }, { isOver: true }];
  assert.deepEqual(
    ends.map((end) => step({ ...end, diskRefused: true })),
    ends.map(() => ({ type: 'restart', afterMs: 0 })),
  );
  assert.equal(step({ diskRefused: true, stopRequested: true }).type, 'over');
  assert.equal(step({ diskRefused: true, durationSeconds: 60 }).type, 'over');
});

test('no run that ended leaves a live source given up', () => {
  const run = fc.record({
    isOver: fc.boolean(),
    capturedSeconds: fc.double({ min: 0.001, max: 1e6, noNaN: true }),
    fruitlessRuns: fc.nat(1e6),
  });
  fc.assert(
    fc.property(run, (ended) => {
      const next = step(ended);
      assert.ok(next.type === 'restart' && next.afterMs >= 0 && next.afterMs <= 10_000);
    }),
  );
});
