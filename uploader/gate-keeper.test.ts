import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { GateKeeper } from './gate-keeper.ts';
import type { AttemptFailure } from './origin-gate.ts';

const error = { code: 'ORIGIN_UNREACHABLE', message: 'refused' } as const;

/** A keeper whose questions the test answers. */
function keeperOf(t: TestContext) {
  t.mock.timers.enable({ apis: ['setTimeout'] });
  let nowMs = 0;
  t.mock.method(performance, 'now', () => nowMs);
  const questions: ((isAnswered: boolean) => void)[] = [];
  const said: string[] = [];
  let answers = 0;
  const keeper = new GateKeeper({
    limits: {
      unstable: { retryMinMs: 100, retryMaxMs: 1_000 },
      blocked: { retryMinMs: 2_000, retryMaxMs: 20_000 },
      toleratedFailures: 2,
      questionMs: 1_000,
    },
    random: () => 0.5,
    ask: () => new Promise((resolve) => questions.push(resolve)),
    onGate: (gate) => said.push(gate.state),
    onAnswer: () => {
      answers += 1;
    },
  });
  t.after(() => keeper.stop());
  const fail = (failure: Partial<AttemptFailure> = {}) =>
    keeper.failed({ class: 'silent', error, startedMs: nowMs, ...failure });
  const pass = (ms: number) => {
    nowMs += ms;
    t.mock.timers.tick(ms);
  };
  /** Answers the question of this number, and lets the answer arrive. */
  const answer = async (number: number, isAnswered = true) => {
    questions[number]?.(isAnswered);
    await new Promise((resolve) => setImmediate(resolve));
  };
  return { keeper, questions, said, fail, pass, answer, answers: () => answers };
}

test('a link that answers the first question was never down for people', async (t) => {
  const { keeper, questions, said, fail, answer, answers } = keeperOf(t);
  fail();
  assert.deepEqual([questions.length, keeper.mayAttempt([]), keeper.waitMs([])], [1, false, undefined]);
  await answer(0);
  assert.deepEqual([keeper.mayAttempt([]), keeper.gate.state, said, answers()], [true, 'open', [], 1]);
});

test('a link that is down is said once, asked once a pace, and open again with the first answer to any question', async (t) => {
  const { keeper, questions, said, fail, pass, answer } = keeperOf(t);
  fail();
  pass(1_499);
  assert.deepEqual([questions.length, said], [1, []]);
  for (const ms of [1, 1_000, 1_000]) pass(ms);
  assert.deepEqual([questions.length, said], [4, ['waiting']]);
  await answer(2, false);
  assert.equal(keeper.gate.state, 'waiting');
  await answer(1);
  assert.deepEqual([keeper.gate.state, said], ['open', ['waiting', 'open']]);
  pass(10_000);
  assert.equal(questions.length, 4);
});

test('an answer from before the link went down anew says nothing', async (t) => {
  const { keeper, fail, pass, answer } = keeperOf(t);
  fail();
  pass(100);
  keeper.succeeded();
  fail();
  await answer(0);
  assert.equal(keeper.gate.state, 'waiting');
  await answer(1);
  assert.equal(keeper.gate.state, 'open');
});

test('a link that answers and carries nothing gets one attempt, after longer and longer waits, and people are told', async (t) => {
  const { keeper, said, fail, pass, answer } = keeperOf(t);
  for (let i = 0; i < 3; i += 1) {
    fail();
    await answer(i);
    assert.equal(said.length, i < 2 ? 0 : 1);
  }
  assert.deepEqual([keeper.gate.state, keeper.waitMs([])], ['waiting', 50]);
  pass(50);
  assert.ok(keeper.mayAttempt([]));
  fail();
  await answer(3);
  assert.equal(keeper.waitMs([]), 100);
  assert.equal(keeper.succeeded(), true);
  assert.deepEqual([keeper.waitMs([]), said.at(-1)], [0, 'open']);
});
