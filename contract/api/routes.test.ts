import assert from 'node:assert/strict';
import { test } from 'node:test';
import { z } from 'zod';
import { alarmKinds } from './alarm.ts';
import { consoleEvent } from './console-event.ts';
import { type Route, routes } from './routes.ts';
import { taskKinds } from './task.ts';

const all = Object.entries<Route>(routes);

test('no two routes answer the same request', () => {
  const seen = new Set(all.map(([, route]) => `${route.method} ${route.path}`));
  assert.equal(seen.size, all.length);
});

test('whatever changes something is for operators', () => {
  for (const [name, route] of all) if (route.method !== 'GET') assert.equal(route.role, 'operator', name);
});

test('the parameters of a path are those of its schema', () => {
  for (const [name, route] of all) {
    const inPath = [...route.path.matchAll(/:(\w+)/g)].map((match) => match[1]);
    assert.deepEqual(inPath, Object.keys(route.params?.shape ?? {}), name);
  }
});

test('every schema can be written as JSON Schema, for the reference', () => {
  for (const [name, route] of all) {
    for (const schema of [route.params, route.query, route.body, route.response]) {
      if (schema !== undefined) assert.doesNotThrow(() => z.toJSONSchema(schema, { io: 'input' }), name);
    }
  }
  for (const kind of Object.values(taskKinds)) assert.ok(z.toJSONSchema(kind.result));
  assert.ok(z.toJSONSchema(consoleEvent).oneOf ?? z.toJSONSchema(consoleEvent).anyOf);
});

test('an alarm’s name is fit for the name of its page', () => {
  for (const kind of alarmKinds) assert.match(kind, /^[a-z]+(-[a-z]+)*$/);
});
