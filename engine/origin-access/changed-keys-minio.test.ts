import assert from 'node:assert/strict';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import type { EngineEvent } from '../../contract/engine-events.ts';
import { startMinio } from '../../fixtures/servers/minio.ts';
import { temporaryDirectory } from '../../fixtures/temporary-directory.ts';
import { openEngine } from '../open-engine.ts';
import { recordBroadcast } from '../testing/delivered-broadcast.ts';
import { verifyBroadcast } from '../verify-broadcast.ts';
import { AccessBook } from './access-book.ts';
import { openFileKeyStore } from './file-key-store.ts';

const url = 's3://events/live';
const wrong = { accessKeyId: 'surecast', secretAccessKey: 'not-the-secret-of-this-store' };

/** Every file below a directory, but for the one that keys belong in. */
async function textsIn(directory: string): Promise<string[]> {
  const entries = await readdir(directory, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile() && entry.name !== 'origin-keys.json');
  return Promise.all(files.map((entry) => readFile(join(entry.parentPath, entry.name), 'latin1')));
}

test('delivery that wrong keys block goes on by itself when they are corrected, and tells them to nobody', async (t) => {
  const minio = await startMinio();
  t.after(() => minio.stop());
  await minio.createBucket('events');
  const right = {
    accessKeyId: minio.env.AWS_ACCESS_KEY_ID,
    secretAccessKey: minio.env.AWS_SECRET_ACCESS_KEY,
  };
  const data = temporaryDirectory(t);
  recordBroadcast({ root: data, name: 'show', originUrls: [url] });
  // Endpoint, region and keys are the origin's own: nothing of it is in the environment.
  const origin = { url, optional: false, endpoint: minio.endpoint, region: 'us-east-1' };
  const book = new AccessBook({ origins: [origin] }, await openFileKeyStore(data));
  await book.keep(url, wrong);
  const news: EngineEvent[] = [];
  const blocked = Promise.withResolvers<void>();
  const listener = (event: EngineEvent): void => {
    news.push(event);
    if (event.type === 'origin' && event.state === 'blocked') blocked.resolve();
  };
  const engine = await openEngine({ dataDirectory: data, accessOf: book.of, listener });
  book.onChange((originUrl) => engine.accessChanged(originUrl));
  try {
    const drained = engine.drain();
    await blocked.promise;
    assert.equal(engine.broadcastIfAny('show')?.origins[0]?.trouble?.code, 'ORIGIN_DENIED');
    await book.keep(url, right);
    await drained;
    assert.equal(engine.broadcastIfAny('show')?.phase, 'complete');
  } finally {
    await engine.close();
  }
  const report = await verifyBroadcast({
    broadcast: 'show',
    dataDirectory: data,
    originUrls: undefined,
    deep: true,
    accessOf: book.of,
    signal: t.signal,
    onProgress: () => undefined,
  });
  assert.ok(report.ok, JSON.stringify(report));
  for (const text of [JSON.stringify(news), JSON.stringify(report), ...(await textsIn(data))]) {
    assert.ok(!text.includes(wrong.secretAccessKey) && !text.includes(right.secretAccessKey));
  }
});
