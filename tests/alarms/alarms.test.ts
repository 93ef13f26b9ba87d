import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, it, type TestContext } from 'node:test';
import { type AlarmKind, alarmTable } from '../../contract/api/alarm.ts';
import { freeUdpPort } from '../../fixtures/capture/free-port.ts';
import { startUdpSender } from '../../fixtures/capture/stream-sender.ts';
import { type FaultLab, startFaultLab } from '../../fixtures/faults/fault-lab.ts';
import { startToxiproxy, type Toxiproxy } from '../../fixtures/servers/toxiproxy.ts';
import { watchPlaylists } from '../judge/watch-playlists.ts';
import { liveArgs } from '../testing/live-args.ts';
import { mountSmallDisk, noSmallDisks } from '../testing/small-disk.ts';
import { type CommandOptions, type SurecastProcess, startSurecast } from '../testing/surecast-process.ts';
import { createWallClock, noWallClocks } from '../testing/wall-clock.ts';
import { type Bucket, createWorkplace, startStore, type Workplace } from '../testing/workplace.ts';
import { type AlarmReceiver, receiveAlarms } from './alarm-receiver.ts';

let store: Awaited<ReturnType<typeof startStore>>;
let toxiproxy: Toxiproxy;

before(async () => {
  [store, toxiproxy] = await Promise.all([startStore(), startToxiproxy()]);
});

after(() => Promise.all([store.server.stop(), toxiproxy.stop()]));

type Scene = {
  readonly place: Workplace;
  readonly receiver: AlarmReceiver;
  start(args: readonly string[], options?: CommandOptions): SurecastProcess;
};

/** A workplace whose programs tell the receiver of alarms. */
async function scene(t: TestContext, settings: Readonly<Record<string, unknown>> = {}): Promise<Scene> {
  const receiver = await receiveAlarms(t);
  const place = await createWorkplace(t, { ...receiver.settings, ...settings });
  return { place, receiver, start: (args, options) => startSurecast(args, options) };
}

async function labBefore(t: TestContext, bucket: Bucket): Promise<FaultLab> {
  const lab = await startFaultLab({ store: bucket.env, toxiproxy, random: Math.random });
  t.after(() => lab.stop());
  return lab;
}

/** Waits until an alarm is raised, cures what is wrong, and waits until it clears by itself. */
async function raiseAndClear(
  receiver: AlarmReceiver,
  program: SurecastProcess,
  kind: AlarmKind,
  expected: { readonly says: RegExp; readonly subject: string | null },
  cure: () => unknown,
): Promise<void> {
  const { alarm } = await receiver.until(program, 'raised', kind);
  assert.match(alarm.message, expected.says);
  assert.deepEqual(
    [alarm.subject, alarm.severity, alarm.clearedAt, alarm.acknowledgedAt],
    [expected.subject, alarmTable[kind].severity, null, null],
  );
  assert.ok(alarm.cure.length > 10);
  await cure();
  const cleared = await receiver.until(program, 'cleared', kind);
  assert.deepEqual([cleared.alarm.id, cleared.alarm.raisedAt], [alarm.id, alarm.raisedAt]);
  assert.ok((cleared.alarm.clearedAt ?? '') > alarm.raisedAt);
}

/** Ends a broadcast that has to be whole in spite of all. */
async function endWell(program: SurecastProcess): Promise<void> {
  program.signal('SIGINT');
  const { status, stdout, stderr } = await program.ended;
  assert.equal(status, 0, stdout + stderr);
}

describe('an alarm', { concurrency: true }, () => {
  it('is raised while the uplink is cut', async (t) => {
    const { place, receiver, start } = await scene(t);
    const bucket = await store.bucket();
    const lab = await labBefore(t, bucket);
    const watch = watchPlaylists(t, bucket.view, 'show', '180p');
    const program = start(liveArgs(place, [bucket.url]), { env: lab.env });
    await watch.until(({ segments }) => segments.length >= 2);
    await lab.apply({ kind: 'down' });
    const says = /does not answer well: .*\(ORIGIN_UNREACHABLE\)\. \d+ files? \(.* [kM]B\) wait\./;
    await raiseAndClear(receiver, program, 'uplink-down', { says, subject: bucket.url }, () => lab.heal());
    await endWell(program);
  });

  it('is raised while the link carries less than is captured', async (t) => {
    const { place, receiver, start } = await scene(t);
    const bucket = await store.bucket();
    const lab = await labBefore(t, bucket);
    const watch = watchPlaylists(t, bucket.view, 'show', '180p');
    const program = start(liveArgs(place, [bucket.url]), { env: lab.env });
    await watch.until(({ segments }) => segments.length >= 2);
    await lab.apply({ kind: 'shaped', kilobytesPerSecond: 15 });
    const says = /is \d+ s behind: \d+ files \(.*\) wait, .* more each second\./;
    await raiseAndClear(receiver, program, 'falling-behind', { says, subject: bucket.url }, () => lab.heal());
    await program.untilSays(/ALARM: Falling behind\. .*\n.*Alarm over: Falling behind\./s);
    await endWell(program);
  });

  it('is raised while the origin refuses the key', async (t) => {
    const { place, receiver, start } = await scene(t);
    const { url, env } = await store.bucket();
    const { AWS_ACCESS_KEY_ID: id, AWS_SECRET_ACCESS_KEY: secret, ...others } = env;
    const path = join(place.root, 'credentials');
    const write = (key: string) =>
      writeFileSync(path, `[default]\naws_access_key_id = ${id}\naws_secret_access_key = ${key}\n`);
    write('another-secret-altogether');
    const program = start(liveArgs(place, [url]), { env: { ...others, AWS_SHARED_CREDENTIALS_FILE: path } });
    const says = /refuses what is sent: .*\(ORIGIN_DENIED\)\./;
    await raiseAndClear(receiver, program, 'origin-blocked', { says, subject: url }, () => write(secret));
    await endWell(program);
    assert.doesNotMatch(JSON.stringify(receiver.messages), /another-secret-altogether/);
  });

  it('is raised while the source is gone', async (t) => {
    const { place, receiver, start } = await scene(t, { stallSeconds: 2 });
    const folder = place.folder('origin');
    const url = `udp://127.0.0.1:${await freeUdpPort()}`;
    const sender = await startUdpSender({ url });
    t.after(() => sender.stop());
    const watch = watchPlaylists(t, folder.view, 'show', '180p');
    const program = start([...liveArgs(place, [folder.url]), '--source', url]);
    await watch.until(({ segments }) => segments.length >= 2);
    await sender.stop();
    const says = /show has had nothing from its source for \d+ s: /;
    await raiseAndClear(receiver, program, 'source-lost', { says, subject: null }, async () => {
      const again = await startUdpSender({ url });
      t.after(() => again.stop());
    });
    await endWell(program);
  });

  it('is raised while the disk has no room', { skip: noSmallDisks }, async (t) => {
    const { place, receiver, start } = await scene(t);
    // Of a size that the small picture does not fill within the hour.
    const disk = mountSmallDisk(t, 300);
    if (disk === undefined) return t.skip('no disk can be mounted here');
    const folder = place.folder('origin');
    const watch = watchPlaylists(t, folder.view, 'show', '180p');
    const args = liveArgs({ ...place, data: disk.path }, [folder.url], '--disk-reserve', '8');
    const program = start(args);
    await watch.until(({ segments }) => segments.length >= 2);
    disk.fillUntilFree(1_000_000);
    // On the way it may have been low.
    const says = /The disk has (only its reserve of 8\.0 MB left \(.* free\): capture rests|room for)/;
    await raiseAndClear(receiver, program, 'disk-low', { says, subject: null }, () => disk.empty());
    await endWell(program);
  });

  it('is raised while the clock is wrong, beside that of the origin that minds', {
    skip: noWallClocks,
  }, async (t) => {
    const { place, receiver, start } = await scene(t);
    const clock = createWallClock(place.root);
    const { url, env, view } = await store.bucket();
    const watch = watchPlaylists(t, view, 'show', '180p');
    const program = start(liveArgs(place, [url]), { env: { ...env, ...clock.env } });
    await watch.until(({ segments }) => segments.length >= 2);
    clock.set(1);
    const says = /This machine’s clock is 60 min ahead of that of s3:/;
    const refused = await receiver.until(program, 'raised', 'origin-blocked');
    assert.match(refused.alarm.message, /ORIGIN_CLOCK_SKEW/);
    const { alarm } = await receiver.until(program, 'raised', 'clock-wrong');
    assert.match(alarm.message, says);
    clock.set(0);
    await receiver.until(program, 'cleared', 'clock-wrong');
    await receiver.until(program, 'cleared', 'origin-blocked');
    await endWell(program);
  });
});
