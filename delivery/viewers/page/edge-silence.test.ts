import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createSilenceWatch } from './edge-silence.mjs';

/** A page that is looked at every quarter of a second, with requests whose bytes come as the test says. */
function startPage() {
  let nowMs = 0;
  const watch = createSilenceWatch(() => nowMs);
  const ask = (origin: string) => {
    let bytes = 0;
    const request = { origin, receivedBytes: () => bytes, giveUp: () => undefined };
    const end = watch.begin(request);
    return {
      request,
      end,
      receive: () => {
        bytes += 1;
      },
    };
  };
  const pass = (ms: number, patienceMs: number) => {
    let silent: readonly unknown[] = [];
    for (const until = nowMs + ms; nowMs < until; ) {
      nowMs += 250;
      silent = watch.look(patienceMs);
      if (silent.length > 0) break;
    }
    return { silent, nowMs };
  };
  return {
    ask,
    pass,
    sleep: (ms: number) => {
      nowMs += ms;
    },
  };
}

test('an edge of which nothing came for longer than one is patient is silent, with all that it owes', () => {
  const { ask, pass } = startPage();
  const [playlist, segment] = [ask('https://a'), ask('https://a')];
  const other = ask('https://b');
  const result = pass(10_000, 2_000);
  assert.deepEqual(result, { silent: [playlist.request, segment.request, other.request], nowMs: 2_250 });
});

test('one that sends a byte now and then lives, also for what it has not begun to answer', () => {
  const { ask, pass } = startPage();
  const segment = ask('https://a');
  ask('https://a');
  for (let time = 0; time < 10; time++) {
    assert.deepEqual(pass(1_750, 2_000).silent, []);
    segment.receive();
  }
  assert.equal(pass(10_000, 2_000).silent.length, 2, 'until no more comes');
});

test('silence begins with a question, and ends with an answer or its end', () => {
  const { ask, pass } = startPage();
  const first = ask('https://a');
  assert.deepEqual(pass(1_000, 2_000).silent, []);
  first.end();
  assert.deepEqual(pass(60_000, 2_000).silent, [], 'nobody asks');
  const second = ask('https://a');
  assert.deepEqual(pass(1_750, 2_000).silent, []);
  second.end();
  ask('https://a');
  assert.deepEqual(pass(1_750, 2_000).silent, []);
});

test('a page that was asleep has heard nobody, and blames nobody for it', () => {
  const { ask, pass, sleep } = startPage();
  ask('https://a');
  pass(1_000, 2_000);
  sleep(3_600_000);
  assert.deepEqual(pass(1_750, 2_000).silent, []);
  assert.equal(pass(1_000, 2_000).silent.length, 1);
});
