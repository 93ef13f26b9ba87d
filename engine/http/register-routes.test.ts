import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fastify from 'fastify';
import { apiError } from '../../contract/api/routes.ts';
import { SurecastError } from '../../contract/surecast-error.ts';
import type { Handlers } from './handlers.ts';
import { joinHandlers } from './join-handlers.ts';
import { registerRoutes } from './register-routes.ts';
import { sendError } from './send-error.ts';

function appWith(handlers: Partial<Handlers>) {
  const app = fastify();
  app.setErrorHandler(async (error, _request, reply) => sendError(reply, error));
  registerRoutes(app, handlers);
  return app;
}

describe('the routes of the contract', () => {
  it('give a handler what their schemas make of a request', async () => {
    let seen: unknown;
    const app = appWith({
      uploads: (request) => {
        seen = request;
        return { items: [], total: 0 };
      },
    });
    const answer = await app.inject('/api/uploads?limit=7');
    assert.deepEqual([answer.statusCode, answer.json()], [200, { items: [], total: 0 }]);
    assert.deepEqual(seen, {
      params: undefined,
      query: { show: 'pending', offset: 0, limit: 7 },
      body: undefined,
      role: undefined,
    });
  });

  it('refuse what their schemas do not take, with a code and a cure', async () => {
    const app = appWith({ uploads: () => assert.fail('the handler was asked') });
    for (const query of ['limit=0', 'limit=many', 'show=nothing', 'more=1']) {
      const answer = await app.inject(`/api/uploads?${query}`);
      assert.equal(answer.statusCode, 400, query);
      assert.equal(apiError.parse(answer.json()).code, 'REQUEST_INVALID');
    }
  });

  it('take a body with DELETE, and refuse what is not JSON', async () => {
    const app = appWith({
      forgetOriginKeys: ({ body }) => ({ ok: body.originUrl === 's3://a/b' }) as { ok: true },
    });
    const url = '/api/origin-keys';
    const good = await app.inject({ method: 'DELETE', url, payload: { originUrl: 's3://a/b' } });
    assert.deepEqual(good.json(), { ok: true });
    const headers = { 'content-type': 'application/json' };
    const bad = await app.inject({ method: 'DELETE', url, headers, payload: '{' });
    assert.deepEqual([bad.statusCode, apiError.parse(bad.json()).code], [400, 'REQUEST_INVALID']);
  });

  it('turn what a handler throws into a status, and tell nothing of a fault in the program', async () => {
    const app = appWith({
      broadcast: () => {
        throw new SurecastError('BROADCAST_UNKNOWN', 'There is no broadcast x.');
      },
      rates: () => {
        throw new Error('a secret path');
      },
    });
    const unknown = await app.inject('/api/broadcasts/x');
    assert.deepEqual([unknown.statusCode, apiError.parse(unknown.json()).code], [404, 'BROADCAST_UNKNOWN']);
    const fault = await app.inject('/api/rates');
    assert.deepEqual([fault.statusCode, apiError.parse(fault.json()).code], [500, 'INTERNAL']);
    assert.doesNotMatch(fault.body, /secret/);
  });

  it('have one handler each', () => {
    const alarms = () => [];
    assert.deepEqual(Object.keys(joinHandlers({ alarms }, { logs: () => [] })), ['alarms', 'logs']);
    assert.throws(() => joinHandlers({ alarms }, { alarms }), /alarms/);
  });
});
