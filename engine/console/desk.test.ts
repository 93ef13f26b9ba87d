import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { findFfmpeg } from '../../encoder/find-ffmpeg.ts';
import { temporaryDirectory } from '../../fixtures/temporary-directory.ts';
import { recordBroadcast } from '../testing/delivered-broadcast.ts';
import { type DeskWorld, deskWorld } from './testing/desk-world.ts';

async function run(world: DeskWorld, kind: string, input: object) {
  const answer = await world.ask('POST', '/api/tasks', { kind, input });
  assert.equal(answer.status, 200, answer.text);
  return world.untilEnded(String(answer.body['id']));
}

describe('what is done from the console', () => {
  it('hands a broadcast over to another machine while the engine runs, which delivers it', async (t) => {
    const place = temporaryDirectory(t);
    const [folder, origin] = [join(place, 'usb'), `file:${join(place, 'origin')}`];
    const here = await deskWorld(t, (data) =>
      recordBroadcast({ root: data, name: 'show', originUrls: [origin] }),
    );
    const exported = await run(here, 'export', { broadcasts: ['show'], folder });
    assert.equal(exported.state, 'done', JSON.stringify(exported.error));
    assert.ok(here.engine.broadcastIfAny('show')?.handedOverAt);
    assert.deepEqual(here.engine.unfinished(), []);

    const there = await deskWorld(t);
    const imported = await run(there, 'import', { folder });
    assert.equal(imported.state, 'failed');
    assert.equal(
      imported.error?.code,
      'ORIGIN_ELSEWHERE',
      'a folder of the other machine is not taken for one here',
    );
    // Back where it came from it is delivered again.
    const back = await run(here, 'import', { folder });
    assert.equal(back.state, 'done', JSON.stringify(back.error));
    await here.untilNews((event) => event.type === 'broadcast-complete');
    assert.equal(here.engine.broadcastIfAny('show')?.phase, 'complete');
  });

  it('takes a broadcast over to a folder that is elsewhere here', async (t) => {
    const place = temporaryDirectory(t);
    const [folder, from, to] = [join(place, 'usb'), `file:${place}/nas`, `file:${place}/volume`];
    const here = await deskWorld(t, (data) =>
      recordBroadcast({ root: data, name: 'show', originUrls: [from] }),
    );
    const exported = await run(here, 'export', { broadcasts: ['show'], folder });
    assert.equal(exported.state, 'done', JSON.stringify(exported.error));

    const there = await deskWorld(t);
    const input = { folder, origins: [{ from, to: 's3://bucket' }] };
    const refused = await there.ask('POST', '/api/tasks', { kind: 'import', input });
    assert.deepEqual([refused.status, refused.body['code']], [400, 'REQUEST_INVALID']);
    const imported = await run(there, 'import', { folder, origins: [{ from: `${from}/`, to }] });
    assert.equal(imported.state, 'done', JSON.stringify(imported.error));
    await there.untilNews((event) => event.type === 'broadcast-complete');
    assert.deepEqual(
      there.engine.broadcastIfAny('show')?.origins.map(({ url }) => url),
      [to],
    );
    assert.ok(existsSync(join(place, 'volume/show/receipt.json')));
  });

  it('packages and delivers a recording', async (t) => {
    const file = join(temporaryDirectory(t), 'a talk.mp4');
    const { ffmpegPath } = await findFfmpeg();
    const made = ['-f', 'lavfi', '-i', 'testsrc2=s=160x90:r=10:d=3', '-g', '10', '-pix_fmt', 'yuv420p', file];
    execFileSync(ffmpegPath, ['-loglevel', 'error', ...made]);
    const world = await deskWorld(t);
    const done = await run(world, 'deliver', { file, copy: true });
    assert.deepEqual(done.result, { broadcast: 'a-talk', delivered: true }, JSON.stringify(done.error));
    const receipts = await world.ask('GET', '/api/broadcasts/a-talk/receipts');
    assert.equal(JSON.parse(receipts.text).length, 1);
  });

  it('shows a source that is not on air, and opens none a second time', async (t) => {
    const world = await deskWorld(t);
    const shown = await world.ask('POST', '/api/thumbnail', { source: 'test' });
    assert.match(String(shown.body['picture']), /^data:image\/jpeg;base64,\/9j\//);
    const source = 'rtsp://127.0.0.1:9/camera';
    world.onAir = { source };
    const refused = await world.ask('POST', '/api/thumbnail', { source });
    assert.deepEqual([refused.status, refused.body['code']], [409, 'SOURCE_ON_AIR']);
  });

  it('refuses what makes no sense or would disturb a broadcast, with a code', async (t) => {
    const world = await deskWorld(t);
    const start = async (kind: string, input: object) => {
      const { status, body } = await world.ask('POST', '/api/tasks', { kind, input });
      return [status, body['code']];
    };
    assert.deepEqual(await start('verify', {}), [400, 'REQUEST_INVALID']);
    assert.deepEqual(await start('verify', { broadcast: '../x' }), [422, 'BROADCAST_NAME_INVALID']);
    world.onAir = { source: 'test' };
    assert.deepEqual(await start('rehearse', { seconds: 60 }), [409, 'TASK_WHILE_LIVE']);
    const unknown = await world.ask('DELETE', '/api/tasks/none', {});
    assert.deepEqual([unknown.status, unknown.body['code']], [404, 'TASK_UNKNOWN']);
    const bad = await world.ask('PUT', '/api/settings', { config: { segmentSeconds: 0 } });
    assert.deepEqual([bad.status, bad.body['code']], [422, 'CONFIG_INVALID']);
  });
});
