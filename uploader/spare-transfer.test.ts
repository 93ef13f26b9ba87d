import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { SpareTransfer } from './spare-transfer.ts';

/** A spare transfer whose questions the test answers; every transfer began at 0. */
function spareOf(t: TestContext) {
  t.mock.timers.enable({ apis: ['setTimeout'] });
  let nowMs = 100;
  t.mock.method(performance, 'now', () => nowMs);
  const questions: ((isAnswered: boolean) => void)[] = [];
  let granted = 0;
  const spare = new SpareTransfer({
    paceMs: 1_000,
    ask: () => new Promise((resolve) => questions.push(resolve)),
    onGranted: () => {
      granted += 1;
    },
  });
  t.after(() => spare.stop());
  const pass = (ms: number) => {
    nowMs += ms;
    t.mock.timers.tick(ms);
  };
  const answer = async (number: number, isAnswered: boolean) => {
    questions[number]?.(isAnswered);
    await new Promise((resolve) => setImmediate(resolve));
  };
  return { spare, questions, pass, answer, granted: () => granted };
}

test('while every transfer hangs the origin is asked once a pace, and an answer makes room for one more', async (t) => {
  const { spare, questions, pass, answer, granted } = spareOf(t);
  spare.ended(0, true, []);
  spare.crowded([0]);
  pass(999);
  assert.equal(questions.length, 0);
  for (const ms of [1, 1_000]) pass(ms);
  spare.crowded([0]);
  pass(999);
  assert.equal(questions.length, 2);
  await answer(0, false);
  assert.deepEqual([spare.room, granted()], [0, 0]);
  await answer(1, true);
  spare.crowded([0]);
  pass(10_000);
  assert.deepEqual([spare.room, granted(), questions.length], [1, 1, 2]);
});

test('transfers that end are not asked after, and an answer that comes later says nothing', async (t) => {
  const { spare, questions, pass, answer } = spareOf(t);
  spare.crowded([0]);
  pass(10_000);
  assert.equal(questions.length, 0);
  spare.ended(0, true, [0]);
  pass(500);
  spare.crowded([0, 10_600]);
  pass(999);
  assert.equal(questions.length, 0);
  pass(1);
  assert.equal(questions.length, 1);
  pass(10);
  spare.ended(0, true, [0]);
  spare.crowded([0]);
  await answer(0, true);
  pass(999);
  assert.deepEqual([spare.room, questions.length], [0, 1]);
});

test('the room stays while older transfers hang, and goes when one of them ends well or all are over', async (t) => {
  const { spare, pass, answer } = spareOf(t);
  const grant = async (number: number) => {
    spare.crowded([0]);
    pass(1_000);
    await answer(number, true);
  };
  spare.ended(0, true, [0]);
  await grant(0);
  spare.ended(5_000, true, [0, 0]);
  spare.ended(0, false, [0, 5_000]);
  assert.equal(spare.room, 1);
  spare.ended(0, true, [0, 5_000]);
  assert.equal(spare.room, 0);
  await grant(1);
  assert.equal(spare.room, 1);
  spare.ended(0, false, [5_000]);
  assert.equal(spare.room, 0);
});
