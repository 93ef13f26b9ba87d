import assert from 'node:assert/strict';
import { test } from 'node:test';
import { networkFailure } from './network-answer.ts';

const nowMs = Date.UTC(2026, 10, 21, 20, 0);
const request = { action: 'PUT', target: 'surecast://main/objects/a' };

function refused(code: string, theirsMs: number) {
  return networkFailure(
    {
      status: 403,
      headers: { date: new Date(theirsMs).toUTCString() },
      body: Buffer.from(JSON.stringify({ code, message: 'Said by the server.' })),
    },
    request,
    nowMs,
  );
}

test('an expired token and a clock that is off are told apart, by the answer’s date', () => {
  const hourMs = 3_600_000;
  const late = refused('TOKEN_EXPIRED', nowMs + 30_000);
  assert.deepEqual([late.class, late.code], ['blocked', 'TOKEN_EXPIRED']);
  assert.doesNotMatch(late.message, /clock is/);
  const ahead = refused('TOKEN_EXPIRED', nowMs + 2 * hourMs);
  assert.deepEqual([ahead.class, ahead.code], ['blocked', 'CLOCKS_DIFFER']);
  assert.match(ahead.message, /that server’s clock is 2 h ahead of this machine’s/);
  assert.match(refused('TOKEN_EXPIRED', nowMs - hourMs).message, /clock is 1 h behind this machine’s/);
});

test('a clock is not blamed for another refusal, nor without a date', () => {
  assert.equal(refused('PUBLISHING_DENIED', nowMs + 86_400_000).code, 'PUBLISHING_DENIED');
  const body = Buffer.from('{"code":"TOKEN_EXPIRED","message":"x"}');
  assert.equal(networkFailure({ status: 403, headers: {}, body }, request, nowMs).code, 'TOKEN_EXPIRED');
});
