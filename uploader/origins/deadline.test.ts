import assert from 'node:assert/strict';
import { getEventListeners } from 'node:events';
import { describe, it } from 'node:test';
import { fc } from '../../fixtures/property-testing.ts';
import { DeadlineError, deadlineMs, withDeadline } from './deadline.ts';

describe('deadlineMs', () => {
  it('is the base and the time of the bytes at the slowest rate worth waiting for', () => {
    assert.equal(deadlineMs(0, { baseMs: 10_000, slowestBytesPerSecond: 16_384 }), 10_000);
    assert.equal(deadlineMs(1_638_400, { baseMs: 10_000, slowestBytesPerSecond: 16_384 }), 110_000);
  });

  it('never shrinks with more bytes', () => {
    const limits = { baseMs: 10, slowestBytesPerSecond: 1000 };
    fc.assert(
      fc.property(
        fc.nat(),
        fc.nat(),
        (a, b) => deadlineMs(Math.max(a, b), limits) >= deadlineMs(Math.min(a, b), limits),
      ),
    );
  });
});

describe('withDeadline', () => {
  const forever = () => new Promise<never>(() => undefined);

  it('passes the result on and leaves no listener behind', async () => {
    const { signal } = new AbortController();
    assert.equal(await withDeadline(60_000, signal, async () => 7), 7);
    assert.equal(getEventListeners(signal, 'abort').length, 0);
  });

  it('gives up work that does not listen', async () => {
    await assert.rejects(withDeadline(1, new AbortController().signal, forever), DeadlineError);
  });

  it('tells the work that it was given up', async () => {
    let told: AbortSignal | undefined;
    await assert.rejects(
      withDeadline(1, new AbortController().signal, (signal) => {
        told = signal;
        return forever();
      }),
    );
    assert.equal(told?.aborted, true);
  });

  it("rejects with the caller's own reason", async () => {
    const controller = new AbortController();
    const running = withDeadline(60_000, controller.signal, forever);
    controller.abort(new Error('enough'));
    await assert.rejects(running, { message: 'enough' });
    await assert.rejects(withDeadline(60_000, controller.signal, forever), { message: 'enough' });
  });

  it('waits longer by what the work was made to wait', async () => {
    const granted = [30, 50, 50];
    const startedMs = performance.now();
    const { signal } = new AbortController();
    await assert.rejects(
      withDeadline(20, signal, forever, () => granted.shift() ?? 0),
      DeadlineError,
    );
    assert.equal(granted.length, 0);
    assert.ok(performance.now() - startedMs >= 68);
  });
});
