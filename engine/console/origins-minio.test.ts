import assert from 'node:assert/strict';
import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { probeResult, settings } from '../../contract/api/settings.ts';
import { startMinio } from '../../fixtures/servers/minio.ts';
import type { S3Server } from '../../fixtures/servers/s3-server.ts';
import { recordBroadcast } from '../testing/delivered-broadcast.ts';
import { deskWorld } from './testing/desk-world.ts';

let minio: S3Server;

before(async () => {
  minio = await startMinio();
});
after(() => minio.stop());

const rightKeys = () => ({
  accessKeyId: minio.env.AWS_ACCESS_KEY_ID,
  secretAccessKey: minio.env.AWS_SECRET_ACCESS_KEY,
});
const wrongKeys = () => ({ ...rightKeys(), secretAccessKey: 'wrong-and-not-to-be-told' });

describe('an origin that is set up from the console', () => {
  it('is blocked by a wrong key, and delivered to by itself once the key is right', async (t) => {
    await minio.createBucket('set-up');
    const url = 's3://set-up/live';
    const world = await deskWorld(t, (data) =>
      recordBroadcast({ root: data, name: 'show', originUrls: [url] }),
    );
    const origin = { url, endpoint: minio.endpoint, region: 'us-east-1' };
    const saved = await world.ask('PUT', '/api/settings', { config: { origins: [origin] } });
    assert.equal(saved.status, 200, saved.text);
    await world.ask('PUT', '/api/origin-keys', { originUrl: url, ...wrongKeys() });
    const drained = world.engine.drain();
    await world.untilNews((event) => event.type === 'origin' && event.state === 'blocked');
    const kept = await world.ask('PUT', '/api/origin-keys', { originUrl: `${url}/`, ...rightKeys() });
    assert.deepEqual(kept.body, { ok: true });
    await drained;
    assert.equal(world.engine.broadcastIfAny('show')?.phase, 'complete');

    const shown = await world.ask('GET', '/api/settings');
    assert.deepEqual(settings.parse(shown.body).originsWithKeys, [url]);
    assert.equal((await stat(join(world.data, 'origin-keys.json'))).mode & 0o777, 0o600);
    const receipts = await world.ask('GET', '/api/broadcasts/show/receipts');
    assert.equal(receipts.status, 200);
    const answers = [saved, kept, shown, receipts].map(({ text }) => text);
    const uploads = await world.app.inject('/api/uploads?show=all');
    for (const text of [
      ...answers,
      uploads.body,
      JSON.stringify(world.news),
      ...(await textsIn(world.data)),
    ]) {
      for (const secret of [rightKeys().secretAccessKey, wrongKeys().secretAccessKey])
        assert.ok(!text.includes(secret), text.slice(0, 200));
    }

    // Verified again by a process of its own, which gets the keys over its standard input.
    const task = await world.ask('POST', '/api/tasks', {
      kind: 'verify',
      input: { broadcast: 'show', deep: true },
    });
    const ended = await world.untilEnded(String(task.body['id']));
    assert.equal(ended.state, 'done', JSON.stringify(ended.error));
    assert.equal((ended.result as { ok: boolean }).ok, true);
  });

  it('is probed with the keys that are typed, else with those that are kept', async (t) => {
    await minio.createBucket('probed');
    const world = await deskWorld(t);
    const origin = { url: 's3://probed/live', endpoint: minio.endpoint, region: 'us-east-1' };
    const probe = async (more: object) => {
      const answer = await world.ask('POST', '/api/probe-origin', { origin, ...more });
      assert.equal(answer.status, 200, answer.text);
      assert.doesNotMatch(answer.text, /not-to-be-told/);
      return probeResult.parse(answer.body);
    };
    const refused = await probe({ keys: wrongKeys() });
    assert.deepEqual([refused.ok, refused.code, refused.capabilities], [false, 'ORIGIN_DENIED', null]);
    assert.ok(refused.cure);
    const typed = await probe({ keys: rightKeys() });
    assert.deepEqual(typed.capabilities, {
      refusesBadChecksum: true,
      attestsSha256: true,
      conditionalCreate: true,
      conditionalReplace: true,
    });
    await world.ask('PUT', '/api/origin-keys', { originUrl: origin.url, ...rightKeys() });
    assert.equal((await probe({})).ok, true);
    const noBucket = await probe({ origin: { ...origin, url: 's3://no-such-bucket' }, keys: rightKeys() });
    assert.equal(noBucket.code, 'ORIGIN_NO_BUCKET');
  });
});

/** Every file below a directory, but for the one that keys belong in. */
async function textsIn(directory: string): Promise<string[]> {
  const entries = await readdir(directory, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile() && entry.name !== 'origin-keys.json');
  return Promise.all(files.map((entry) => readFile(join(entry.parentPath, entry.name), 'latin1')));
}
