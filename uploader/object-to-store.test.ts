import assert from 'node:assert/strict';
import { join } from 'node:path';
import { test } from 'node:test';
import type { UploadRow } from '../catalog/upload-rows.ts';
import { objectToStore } from './object-to-store.ts';

const row: UploadRow = {
  id: 1,
  originId: 1,
  state: 'sending',
  isBackfill: 0,
  attempts: 1,
  replaces: null,
  fileId: 1,
  broadcastId: 1,
  variantId: 1,
  kind: 'segment',
  path: 'broadcasts/show/720p/1.ts',
  key: 'show/720p/1.ts',
  version: null,
  sizeBytes: 10,
  sha256: 'a'.repeat(64),
  createdAtMs: 0,
};

test('media is written once and cached for ever', () => {
  const object = objectToStore(row, '/data');
  assert.equal(object.path, join('/data', 'broadcasts', 'show', '720p', '1.ts'));
  assert.deepEqual([object.contentType, object.write], ['video/mp2t', { mode: 'immutable' }]);
  assert.match(object.cacheControl, /immutable/);
  const fmp4 = objectToStore({ ...row, key: 'show/720p/1.m4s' }, '/data');
  assert.equal(fmp4.contentType, 'video/mp4');
});

test('a playlist may take the place of the version that it follows, and of no other', () => {
  const playlist = { ...row, kind: 'media-playlist', key: 'show/720p/index.m3u8', version: 2 } as const;
  const first = objectToStore(playlist, '/data');
  assert.equal(first.contentType, 'application/vnd.apple.mpegurl');
  assert.deepEqual(first.write, { mode: 'replaceable', replaces: undefined });
  const second = objectToStore({ ...playlist, replaces: 'b'.repeat(64) }, '/data');
  assert.deepEqual(second.write, { mode: 'replaceable', replaces: 'b'.repeat(64) });
});
