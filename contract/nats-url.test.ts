import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isNatsUrl } from './nats-url.ts';

test('an address of a NATS server has a host and a real port', () => {
  for (const good of ['tls://10.0.0.1:4222', 'nats://nats.example', 'nats://[::1]:4222', 'nats://a:1/'])
    assert.ok(isNatsUrl(good), good);
  const bad = [
    'tls://:',
    'tls://',
    'tls://host:port',
    'tls://[::1',
    'tls://::1:1',
    'tls://u:p@host:1',
    'http://a:1',
  ];
  for (const text of [...bad, 'nats://a:0', 'nats://a:70000', 'nats://a:1/x', 'nats://a b:1'])
    assert.ok(!isNatsUrl(text), text);
});
