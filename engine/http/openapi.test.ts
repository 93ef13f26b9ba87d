import assert from 'node:assert/strict';
import { test } from 'node:test';
import { z } from 'zod';
import { type Route, routes } from '../../contract/api/routes.ts';
import { openApi } from './openapi.ts';

const operation = z.looseObject({
  operationId: z.string(),
  parameters: z.array(z.looseObject({ name: z.string(), in: z.enum(['path', 'query']) })).optional(),
  responses: z.record(z.string(), z.unknown()),
});
const document = z.looseObject({ paths: z.record(z.string(), z.record(z.string(), operation)) });

test('the OpenAPI document has every route of the contract, its parameters, and no other operation twice', () => {
  const { paths } = document.parse(openApi('0.0.0'));
  for (const [name, { method, path }] of Object.entries<Route>(routes)) {
    const found = paths[path.replaceAll(/:(\w+)/g, '{$1}')]?.[method.toLowerCase()];
    assert.equal(found?.operationId, name);
  }
  const ids = Object.values(paths).flatMap((methods) =>
    Object.values(methods).map(({ operationId }) => operationId),
  );
  assert.equal(new Set(ids).size, ids.length);
  for (const [path, methods] of Object.entries(paths)) {
    const inPath = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name);
    for (const { parameters = [] } of Object.values(methods))
      assert.deepEqual(
        parameters.filter((each) => each.in === 'path').map(({ name }) => name),
        inPath,
        path,
      );
  }
});

test('everything that the document refers to is in it', () => {
  const text = JSON.stringify(openApi('0.0.0'));
  const { components } = JSON.parse(text) as { components: Record<string, Record<string, unknown>> };
  for (const [, kind = '', name = ''] of text.matchAll(/"#\/components\/(\w+)\/(\w+)"/g))
    assert.ok(components[kind]?.[name] !== undefined, `${kind}/${name}`);
});
