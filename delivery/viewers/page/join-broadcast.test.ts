import assert from 'node:assert/strict';
import { test } from 'node:test';
import { joinBroadcast } from './join-broadcast.mjs';

/** Answers each address with what is said here; nothing is said: nobody answers. */
function answering(answers: Readonly<Record<string, Response>>) {
  const asked: string[] = [];
  const ask = async (address: unknown): Promise<Response> => {
    asked.push(String(address));
    const answer = answers[String(address)];
    if (answer === undefined) throw new TypeError('Failed to fetch');
    return answer;
  };
  return { ask, asked };
}

const refusal = (status: number, code: string, headers = {}) =>
  Response.json({ code, message: 'A sentence.', cure: 'A cure.' }, { status, headers });

test('the first edge that answers counts, also with a refusal', async () => {
  const { ask, asked } = answering({ b: refusal(403, 'WATCHING_DENIED'), c: new Response('#EXTM3U') });
  assert.deepEqual(await joinBroadcast(['a', 'b', 'c'], ask), {
    kind: 'denied',
    message: 'A sentence.',
    cure: 'A cure.',
  });
  assert.deepEqual(asked, ['a', 'b']);
});

test('each answer is told apart', async () => {
  const outcomes = {
    'not there': [new Response('', { status: 404 }), { kind: 'absent' }],
    'full, with a time': [
      refusal(503, 'EDGE_FULL', { 'Retry-After': '4' }),
      { kind: 'full', retryMs: 4_000 },
    ],
    'full, with nonsense': [
      refusal(503, 'EDGE_FULL', { 'Retry-After': 'soon' }),
      { kind: 'full', retryMs: 3_000 },
    ],
    'full, for a year': [
      refusal(503, 'EDGE_FULL', { 'Retry-After': '31536000' }),
      { kind: 'full', retryMs: 60_000 },
    ],
    'nothing upstream': [refusal(503, 'NODE_UNREACHABLE'), { kind: 'unreachable' }],
    'no JSON': [new Response('<html>', { status: 502 }), { kind: 'unreachable' }],
  } as const;
  for (const [what, [response, outcome]] of Object.entries(outcomes))
    assert.deepEqual(await joinBroadcast(['a'], answering({ a: response }).ask), outcome, what);
  assert.deepEqual(await joinBroadcast(['a', 'b'], answering({}).ask), { kind: 'unreachable' });
});
