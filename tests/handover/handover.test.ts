import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, it, type TestContext } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { exportReport, importReport } from '../../contract/handover-report.ts';
import { snapshot } from '../../contract/snapshot.ts';
import { recordBroadcast } from '../../engine/testing/delivered-broadcast.ts';
import { freeTcpPort } from '../../fixtures/capture/free-port.ts';
import { judgeBroadcast } from '../judge/judge-broadcast.ts';
import { watchPlaylists } from '../judge/watch-playlists.ts';
import { killAllOf, untilNoneOf } from '../testing/capture-processes.ts';
import { expectRefusal } from '../testing/expect-refusal.ts';
import { liveArgs } from '../testing/live-args.ts';
import { runSurecast, startSurecast } from '../testing/surecast-process.ts';
import { createWorkplace, smallPicture, startStore } from '../testing/workplace.ts';

let store: Awaited<ReturnType<typeof startStore>>;

before(async () => {
  store = await startStore();
});

after(() => store.server.stop());

/** Runs a command that must end with 0, and gives its JSON. */
async function told(args: readonly string[], env: Readonly<Record<string, string>> = {}): Promise<unknown> {
  const { status, stdout, stderr } = await runSurecast([...args, '--json'], { env });
  assert.equal(status, 0, stderr);
  return JSON.parse(stdout);
}

describe('a broadcast that is carried to another machine', { concurrency: true }, () => {
  it('in the middle of its capture, half delivered, is delivered there to its end', async (t) => {
    const place = await createWorkplace(t);
    const { url, env, view } = await store.bucket();
    const usb = join(place.root, 'usb');
    const there = join(place.root, 'there');
    const watch = watchPlaylists(t, view, 'show', '180p');
    // Part of it arrives; then the link goes, and after a while the power.
    const online = startSurecast(liveArgs(place, [url]), { env });
    await watch.until((playlist) => playlist.segments.length >= 2);
    await expectRefusal(['export', usb, '--data', place.data], { status: 1, code: 'DATA_DIR_IN_USE' });
    online.signal('SIGKILL');
    await online.ended;
    await expectRefusal(['export', usb, '--data', place.data], { status: 1, code: 'BROADCAST_CAPTURING' });
    const away = { ...env, AWS_ENDPOINT_URL_S3: `http://127.0.0.1:${await freeTcpPort()}` };
    const offline = startSurecast(liveArgs(place, [url]), { env: away });
    await offline.untilSays(/captured ([6-9]|\d\d) segments/);
    killAllOf(place.data);
    await offline.ended;
    await untilNoneOf(place.data);

    const { exported } = exportReport.parse(await told(['export', usb, '--data', place.data]));
    assert.ok((exported[0]?.files ?? 0) >= 3);
    const [left] = snapshot.parse(await told(['status', '--data', place.data])).broadcasts;
    assert.notEqual(left?.handedOverAt, null);
    await expectRefusal(liveArgs(place, [url]), { status: 2, code: 'BROADCAST_HANDED_OVER' }, { env });
    const keys = await view.list();
    await told(['drain', '--data', place.data], env);
    assert.deepEqual(await view.list(), keys, 'nothing more is delivered from here');

    const { imported } = importReport.parse(await told(['import', usb, '--data', there]));
    assert.equal(imported[0]?.outcome, 'imported');
    await told(['drain', '--data', there], env);
    await watch.until((playlist) => playlist.ended);
    await watch.stop();
    await judgeBroadcast(view, 'show', { ...smallPicture, endsKilled: true });
    await told(['verify', 'show', '--deep', '--data', there], env);
  });

  it('is exported and imported whole, however often either is killed', async (t) => {
    const { root } = await createWorkplace(t);
    const { url, env } = await store.bucket();
    const [here, usb, there] = ['here', 'usb', 'there'].map((name) => join(root, name));
    assert.ok(here && usb && there);
    recordBroadcast({ root: here, name: 'show', originUrls: [url], segments: 300 });
    const exported = await untilDone(t, ['export', usb, '--data', here], () => filesBelow(usb));
    assert.ok(exported > 0, 'it was killed in the middle');
    const imported = await untilDone(t, ['import', usb, '--data', there], () => filesBelow(there));
    assert.ok(imported > 0, 'it was killed in the middle');
    await told(['drain', '--data', there], env);
    await told(['verify', 'show', '--deep', '--data', there], env);
    const [broadcast] = snapshot.parse(await told(['status', '--data', there])).broadcasts;
    assert.deepEqual([broadcast?.phase, broadcast?.variants[0]?.segments], ['complete', 300]);
    await told(['drain', '--data', here], env);
  });

  const canMount = process.platform === 'linux' && process.getuid?.() === 0;

  it('says that the disk is full, and goes on when there is room', {
    skip: canMount ? false : 'needs root for a small disk',
  }, async (t) => {
    const { root } = await createWorkplace(t);
    const usb = join(root, 'usb');
    mkdirSync(usb);
    assert.equal(spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=2m', 'tmpfs', usb]).status, 0);
    // Before the workplace is removed, which is the first thing to happen after the test.
    using _mounted = { [Symbol.dispose]: () => void spawnSync('umount', [usb]) };
    const here = join(root, 'here');
    recordBroadcast({ root: here, name: 'show', originUrls: ['s3://bucket'], segments: 60 });
    writeFileSync(join(usb, 'holidays'), Buffer.alloc(1_500_000));
    await expectRefusal(['export', usb, '--data', here], { status: 1, code: 'DISK_FULL', names: usb });
    const [before] = snapshot.parse(await told(['status', '--data', here])).broadcasts;
    assert.equal(before?.handedOverAt, null, 'it is still delivered from here');
    writeFileSync(join(usb, 'holidays'), '');
    const { exported } = exportReport.parse(await told(['export', usb, '--data', here]));
    assert.equal(exported[0]?.files, 60);
  });
});

const filesBelow = (directory: string): number =>
  existsSync(directory) ? readdirSync(directory, { recursive: true }).length : 0;

/** Kills a command again and again after it got a little further, and lets it end at last. @returns how often */
async function untilDone(t: TestContext, args: readonly string[], progress: () => number): Promise<number> {
  let kills = 0;
  for (let allowed = 20; ; allowed += 60) {
    const begun = progress();
    const program = startSurecast(args);
    let isOver = false;
    const ended = program.ended.finally(() => {
      isOver = true;
    });
    t.after(() => program.signal('SIGKILL'));
    while (!isOver && progress() - begun < allowed) await sleep(1);
    if (!isOver && kills < 6) program.signal('SIGKILL');
    const { status, stderr } = await ended;
    if (status === 0) return kills;
    assert.equal(status, 'SIGKILL', stderr);
    kills += 1;
  }
}
