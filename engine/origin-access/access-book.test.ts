import assert from 'node:assert/strict';
import { test } from 'node:test';
import { AccessBook } from './access-book.ts';
import { MemoryKeyStore } from './memory-key-store.ts';

const keys = { accessKeyId: 'id', secretAccessKey: 'secret' };
const entry = (url: string, more = {}) => ({ url, optional: false, ...more });

test('endpoint and region come from the configuration, keys from their store', async () => {
  const config = {
    origins: ['file:/srv', entry('s3://events/live/', { endpoint: 'https://store', region: 'nl' })],
  };
  const book = new AccessBook(config, new MemoryKeyStore());
  await book.keep('s3://events/live//', keys);
  await book.keep('s3://other', keys);
  assert.deepEqual(book.of('s3://events/live'), { endpoint: 'https://store', region: 'nl', keys });
  assert.deepEqual(book.of('s3://other'), { keys });
  assert.equal(book.of('file:/srv'), undefined);
  assert.deepEqual(book.originsWithKeys(), ['s3://events/live', 's3://other']);
});

test('whoever listens is told of each origin that is reached otherwise, and of no other', async () => {
  const same = entry('s3://same', { region: 'nl' });
  const book = new AccessBook(
    { origins: [same, entry('s3://gone', { region: 'nl' })] },
    new MemoryKeyStore(),
  );
  const told: string[] = [];
  book.onChange((url) => told.push(url));
  book.useConfig({ origins: [same, entry('s3://new', { endpoint: 'http://store' })] });
  assert.deepEqual(told.splice(0), ['s3://gone', 's3://new']);
  await book.keep('s3://same', keys);
  await book.forget('s3://same');
  assert.deepEqual(told, ['s3://same', 's3://same']);
  assert.deepEqual(book.of('s3://same'), { region: 'nl' });
});
