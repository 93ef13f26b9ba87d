import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fc } from '../../fixtures/property-testing.ts';
import { createEventClock } from './event-clock.ts';

const time = fc.integer({ min: 0, max: 30_000 });

test('everybody wakes once, at the last time that was set, in the order of time', () => {
  const orders = fc.array(fc.record({ entity: fc.nat({ max: 9 }), atMs: time }), { maxLength: 60 });
  fc.assert(
    fc.property(orders, fc.array(fc.nat({ max: 9 }), { maxLength: 3 }), (wakes, forgotten) => {
      const clock = createEventClock(10);
      for (const { entity, atMs } of wakes) clock.wake(entity, atMs);
      for (const entity of forgotten) clock.forget(entity);
      const last = new Map(wakes.map(({ entity, atMs }) => [entity, atMs]));
      const expected = [...last].filter(([entity]) => !forgotten.includes(entity));
      const woken: [number, number][] = [];
      clock.run(40_000, (entity, nowMs) => void woken.push([entity, nowMs]));
      assert.deepEqual(
        woken.map(([, nowMs]) => nowMs),
        expected.map(([, atMs]) => atMs).sort((a, b) => a - b),
      );
      assert.deepEqual(new Map(woken), new Map(expected));
      assert.equal(clock.events(), expected.length);
    }),
  );
});

test('what is entered for this millisecond still happens in it, from actions and from wakes', () => {
  const clock = createEventClock(2);
  const seen: string[] = [];
  clock.at(5, () => {
    seen.push(`action ${clock.nowMs()}`);
    clock.wake(0, 5);
    clock.at(3, () => void seen.push(`late action ${clock.nowMs()}`));
  });
  clock.run(10, (entity, nowMs) => {
    seen.push(`wake ${entity} ${nowMs}`);
    if (entity === 0) clock.wake(1, nowMs);
  });
  assert.deepEqual(seen, ['action 5', 'late action 5', 'wake 0 5', 'wake 1 5']);
});

test('time stops before the end and goes on from there', () => {
  const clock = createEventClock(1);
  clock.wake(0, 10);
  const seen: number[] = [];
  clock.run(10, (_, nowMs) => void seen.push(nowMs));
  assert.equal(seen.length, 0);
  clock.run(11, (_, nowMs) => void seen.push(nowMs));
  assert.deepEqual(seen, [10]);
});
