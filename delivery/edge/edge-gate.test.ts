import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseViewerPath, type ViewerPath } from '../../contract/network/viewer-paths.ts';
import { createEdgeGate } from './edge-gate.ts';

const asker = { address: '127.0.0.1', userAgent: 'test', host: 'edge', isSecure: false };

function pathOf(text: string): ViewerPath {
  const path = parseViewerPath(text);
  assert.ok(path !== undefined, text);
  return path;
}

test('what was allowed for segments is asked again for playlists, and the other way round', async () => {
  const asked: string[] = [];
  const gate = createEdgeGate(({ rest }) => {
    asked.push(rest);
    return rest.endsWith('.m3u8') ? { kind: 'moved', location: 'https://b.example/' } : { kind: 'allowed' };
  });
  const ask = async (rest: string, nowMs: number) =>
    (await gate(pathOf(`/live/~t/show/${rest}`), asker, nowMs)).kind;
  assert.equal(await ask('720p/1.ts', 0), 'allowed');
  assert.equal(await ask('720p/2.ts', 1_000), 'allowed');
  assert.equal(await ask('720p/index.m3u8', 1_000), 'moved');
  assert.equal(await ask('720p/3.ts', 6_000), 'allowed');
  assert.deepEqual(asked, ['720p/1.ts', '720p/index.m3u8', '720p/3.ts']);
});
