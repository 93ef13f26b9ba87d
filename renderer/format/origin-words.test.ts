import assert from 'node:assert/strict';
import { test } from 'node:test';
import { origin } from '../testing/snapshots.ts';
import { originWords } from './origin-words.ts';
import { shortUrl } from './short-url.ts';

test('an origin’s word says the worst first', () => {
  assert.equal(originWords(origin()).word, 'Delivering');
  assert.equal(originWords(origin({ pendingFiles: 0 })).word, 'Up to date');
  assert.equal(originWords(origin({ state: 'waiting' })).word, 'Reconnecting');
  assert.equal(originWords(origin({ state: 'waiting', lostSegments: 1 })).word, 'Lacks segments');
  assert.equal(originWords(origin({ state: 'blocked', complete: true })).word, 'Blocked');
  assert.equal(originWords(origin({ state: 'idle', complete: true })).word, 'Complete');
  assert.equal(originWords(origin({ state: 'idle' })).word, 'Not being delivered');
});

test('a long address is known by its ends', () => {
  assert.equal(shortUrl('s3://bucket/live'), 's3://bucket/live');
  const short = shortUrl(`s3://${'b'.repeat(60)}/live`);
  assert.equal(short.length, 43);
  assert.ok(short.startsWith('s3://b') && short.endsWith('b/live'));
});
