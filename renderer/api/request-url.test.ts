import assert from 'node:assert/strict';
import { test } from 'node:test';
import { requestUrl } from './request-url.ts';

test('a name in a path is one part of it, whatever it holds', () => {
  assert.equal(
    requestUrl('/api/broadcasts/:name', { name: '../a b/ü?' }),
    '/api/broadcasts/..%2Fa%20b%2F%C3%BC%3F',
  );
});

test('a query has what is defined', () => {
  const query = { show: 'all', broadcast: undefined, offset: 0, text: 'a&b' };
  assert.equal(requestUrl('/api/uploads', {}, query), '/api/uploads?show=all&offset=0&text=a%26b');
  assert.equal(requestUrl('/api/uploads', {}, { broadcast: undefined }), '/api/uploads');
});
