import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { text } from 'node:stream/consumers';
import { describe, it, type TestContext } from 'node:test';
import { z } from 'zod';
import { alarm } from '../../../contract/api/alarm.ts';
import type { Variables } from '../../../contract/proxy-choice.ts';
import { SurecastError } from '../../../contract/surecast-error.ts';
import { startTestProxy } from '../../../fixtures/servers/http-proxy.ts';
import { startScriptedServer } from '../../../fixtures/servers/scripted-server.ts';
import { createWebhookSender, type WebhookLimits } from './webhook-sender.ts';
import { secretsOfTargets, type WebhookTarget, webhookTargets } from './webhook-target.ts';

const limits: WebhookLimits = {
  patienceMs: 60_000,
  backoff: { retryMinMs: 5, retryMaxMs: 20 },
  keepMs: 60_000,
  mostWaiting: 5,
};

const raised = (message: string) =>
  ({
    type: 'raised',
    alarm: {
      id: 'silence',
      kind: 'silence',
      severity: 'warning',
      subject: null,
      message,
      cure: 'Check the microphones.',
      raisedAt: '2026-11-21T12:00:00.000Z',
      clearedAt: null,
      acknowledgedAt: null,
    },
  }) as const;

const messageShape = z.strictObject({
  id: z.string(),
  type: z.enum(['raised', 'acknowledged', 'cleared']),
  at: z.string(),
  alarm,
});

type Received = { readonly headers: IncomingMessage['headers']; readonly body: string };

/** A receiver that answers as told, by the number of the request. */
async function receiver(t: TestContext, answer: (response: ServerResponse, count: number) => void) {
  const received: Received[] = [];
  const waiters = new Set<() => void>();
  const server = await startScriptedServer(async (request, response) => {
    received.push({ headers: request.headers, body: await text(request) });
    answer(response, received.length);
    for (const look of waiters) look();
  });
  t.after(() => server.stop());
  const until = (count: number) =>
    new Promise<void>((resolve) => {
      const look = () => {
        if (received.length >= count) resolve();
      };
      waiters.add(look);
      look();
    });
  const target: WebhookTarget = { url: `${server.endpoint}/hook`, secret: undefined, name: 'receiver' };
  return { target, received, until };
}

const ok = (response: ServerResponse) => void response.writeHead(204).end();
const said = ({ body }: Received) => messageShape.parse(JSON.parse(body));

function senderTo(
  t: TestContext,
  targets: readonly WebhookTarget[],
  variables: Variables = {},
  patienceMs = limits.patienceMs,
) {
  const troubles: string[] = [];
  const onTrouble = (message: string) => void troubles.push(message);
  const sender = createWebhookSender({
    targets,
    limits: { ...limits, patienceMs },
    variables,
    onTrouble,
  });
  t.after(() => sender.stop(0));
  return { sender, troubles };
}

describe('a webhook', () => {
  it('gets each change once, in order, signed over id, time and body', async (t) => {
    const { target, received, until } = await receiver(t, ok);
    const { sender } = senderTo(t, [{ ...target, secret: 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw' }]);
    sender.send(raised('one'));
    sender.send({ ...raised('one'), type: 'cleared' });
    await until(2);
    assert.deepEqual(
      received.map(said).map(({ type, alarm: { message } }) => [type, message]),
      [
        ['raised', 'one'],
        ['cleared', 'one'],
      ],
    );
    for (const each of received) {
      const { 'webhook-id': id, 'webhook-timestamp': time, 'webhook-signature': signature } = each.headers;
      const key = Buffer.from('MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw', 'base64');
      const expected = createHmac('sha256', key).update(`${id}.${time}.${each.body}`).digest('base64');
      assert.equal(signature, `v1,${expected}`);
      assert.equal(id, said(each).id);
    }
  });

  it('that answers with errors is asked again with the same id, and told of once', async (t) => {
    const answer = (response: ServerResponse, count: number) =>
      void response.writeHead(count <= 3 ? 500 : 200).end();
    const { target, received, until } = await receiver(t, answer);
    const { sender, troubles } = senderTo(t, [target]);
    sender.send(raised('one'));
    sender.send(raised('two'));
    await until(5);
    const ids = received.map((each) => said(each).id);
    assert.equal(new Set(ids).size, 2);
    assert.deepEqual(
      received.map((each) => said(each).alarm.message),
      ['one', 'one', 'one', 'one', 'two'],
    );
    assert.deepEqual(troubles, ['The webhook at receiver answered with 500; it is tried again.']);
  });

  it('that hangs holds up neither the program nor another one', async (t) => {
    const hanging = await receiver(t, () => undefined);
    const healthy = await receiver(t, ok);
    const { sender, troubles } = senderTo(t, [hanging.target, healthy.target], {}, 300);
    sender.send(raised('one'));
    sender.send(raised('two'));
    await healthy.until(2);
    await hanging.until(2);
    assert.equal(said(hanging.received[1] ?? assert.fail()).alarm.message, 'one', 'the same once more');
    assert.match(troubles[0] ?? '', /gave no answer/);
  });

  it('that never answers costs a bounded number of messages', async (t) => {
    const { target, until } = await receiver(t, () => undefined);
    const { sender, troubles } = senderTo(t, [target]);
    for (let number = 0; number < 8; number++) sender.send(raised(String(number)));
    await until(1);
    assert.equal(troubles.filter((trouble) => /given up/.test(trouble)).length, 3);
  });

  it('is not sent on to where a redirect leads, and its URL is not told', async (t) => {
    const elsewhere = await receiver(t, ok);
    const redirect = (response: ServerResponse) =>
      void response.writeHead(307, { location: elsewhere.target.url }).end();
    const { target, until } = await receiver(t, redirect);
    const { sender, troubles } = senderTo(t, [{ ...target, url: `${target.url}?token=SECRET-IN-URL` }]);
    sender.send(raised('one'));
    await until(2);
    assert.deepEqual(elsewhere.received, []);
    assert.match(troubles.join(), /answered with 307/);
    assert.doesNotMatch(troubles.join(), /SECRET-IN-URL|hook\b.*\?/);
  });
});

describe('a webhook behind a proxy', () => {
  it('is told through it', async (t) => {
    const { target, received, until } = await receiver(t, ok);
    const proxy = await startTestProxy({ upstream: new URL(target.url).host });
    t.after(() => proxy.stop());
    const variables = { http_proxy: `http://${proxy.address}` };
    const { sender } = senderTo(t, [{ ...target, url: 'http://hooks.test/hook' }], variables);
    sender.send(raised('one'));
    await until(1);
    assert.equal(said(received[0] ?? assert.fail()).alarm.message, 'one');
    assert.equal(proxy.requests[0], 'POST http://hooks.test/hook');
  });

  it('is said to be out of reach for the proxy’s sake, without its password', async (t) => {
    const proxy = await startTestProxy({ upstream: '127.0.0.1:1', credentials: 'a:b' });
    t.after(() => proxy.stop());
    const target = { url: 'https://hooks.test/hook', secret: undefined, name: 'hooks.test' };
    const said = Promise.withResolvers<string>();
    const variables = { https_proxy: `http://planted:secret@${proxy.address}` };
    const patient = { ...limits, patienceMs: 60_000 };
    const sender = createWebhookSender({
      targets: [target],
      limits: patient,
      variables,
      onTrouble: said.resolve,
    });
    t.after(() => sender.stop(0));
    sender.send(raised('one'));
    const problem = `can’t be reached: the proxy ${proxy.address} answered 407`;
    assert.equal(await said.promise, `The webhook at hooks.test ${problem}; it is tried again.`);
  });
});

describe('the targets of a configuration', () => {
  const env = { HOOK: ' https://hooks.example.net/T000/SECRETPATH ', KEY: 'signing-key', BAD: 'ftp://x' };

  it('take what is secret from the environment, and say what to hide', () => {
    const targets = webhookTargets(['env:HOOK', { url: 'https://b.example/x', secret: 'env:KEY' }], env);
    assert.deepEqual(targets, [
      { url: 'https://hooks.example.net/T000/SECRETPATH', secret: undefined, name: 'hooks.example.net' },
      { url: 'https://b.example/x', secret: 'signing-key', name: 'b.example' },
    ]);
    assert.ok(secretsOfTargets(targets).includes('T000/SECRETPATH'));
    assert.ok(secretsOfTargets(targets).includes('signing-key'));
  });

  it('are refused where a variable is missing or holds no http(s) URL, without telling its value', () => {
    for (const name of ['NOTHING', 'BAD'])
      assert.throws(
        () => webhookTargets([`env:${name}`], env),
        (error) =>
          error instanceof SurecastError &&
          error.code === 'CONFIG_INVALID' &&
          error.message.includes(name) &&
          !error.message.includes('ftp:'),
      );
  });
});
