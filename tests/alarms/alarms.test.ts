import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, it, type TestContext } from 'node:test';
import { promisify } from 'node:util';
import { type AlarmKind, alarmTable } from '../../contract/api/alarm.ts';
import { freeUdpPort } from '../../fixtures/capture/free-port.ts';
import { startUdpSender } from '../../fixtures/capture/stream-sender.ts';
import { type FaultLab, startFaultLab } from '../../fixtures/faults/fault-lab.ts';
import { startTcpHop } from '../../fixtures/faults/tcp-hop.ts';
import { startToxiproxy, type Toxiproxy } from '../../fixtures/servers/toxiproxy.ts';
import { watchPlaylists } from '../judge/watch-playlists.ts';
import { liveArgs } from '../testing/live-args.ts';
import { mountSmallDisk, noSmallDisks } from '../testing/small-disk.ts';
import { type CommandOptions, type SurecastProcess, startSurecast } from '../testing/surecast-process.ts';
import { createWallClock, noWallClocks } from '../testing/wall-clock.ts';
import { type Bucket, createWorkplace, startStore, type Workplace } from '../testing/workplace.ts';
import { type AlarmReceiver, receiveAlarms } from './alarm-receiver.ts';

const run = promisify(execFile);

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
    const says =
      /s3:\S+: The origin does not answer.*\(ORIGIN_UNREACHABLE\)\. \d+ files? \(.* [kM]B\) wait\./;
    await raiseAndClear(receiver, program, 'uplink-down', { says, subject: bucket.url }, () => lab.heal());
    await endWell(program);
  });

  it('is raised while the link carries less than is captured', async (t) => {
    const { place, receiver, start } = await scene(t);
    const bucket = await store.bucket();
    const { hostname: host, port } = new URL(bucket.env.AWS_ENDPOINT_URL_S3);
    const hop = await startTcpHop({ host, port: Number(port) });
    t.after(() => hop.stop());
    const watch = watchPlaylists(t, bucket.view, 'show', '180p');
    const program = start(liveArgs(place, [bucket.url], '--workers', '1'), {
      env: { ...bucket.env, AWS_ENDPOINT_URL_S3: `http://127.0.0.1:${hop.port}` },
    });
    await watch.until(({ segments }) => segments.length >= 2);
    hop.setLink({ type: 'slow', bytesPerSecond: 25_000 });
    const says = /is \d+ s behind: \d+ files \(.*\) wait, .* more each second\./;
    const expected = { says, subject: bucket.url };
    await raiseAndClear(receiver, program, 'falling-behind', expected, () => hop.setLink({ type: 'passes' }));
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
    const says = /s3:\S+: The origin refuses the keys.*\(ORIGIN_DENIED\)\./;
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

  it('is raised while the picture is black and the sound silent, each by itself', async (t) => {
    const { place, receiver, start } = await scene(t);
    const path = join(place.root, 'dark.mkv');
    await makeRecording(path, { video: 'color=black:s=320x180:r=25', audio: 'anullsrc=r=48000:cl=stereo' });
    const program = start([...liveArgs(place, [place.folder('origin').url]), '--source', path]);
    await seeAll(receiver, program, [
      ['black', /The picture has been black for \d+ s\./],
      ['silence', /The sound has been silent for \d+ s\./],
    ]);
    assert.ok(!receiver.messages.some(({ alarm }) => alarm.kind === 'frozen'), 'black is one cause');
  });

  it('is raised while the picture stands and the sound clips', async (t) => {
    const { place, receiver, start } = await scene(t);
    const path = join(place.root, 'still.mkv');
    const loud = 'sine=frequency=300:sample_rate=48000,volume=30dB';
    await makeRecording(path, { video: 'smptebars=s=320x180:r=25', audio: loud });
    const program = start([...liveArgs(place, [place.folder('origin').url]), '--source', path]);
    await seeAll(receiver, program, [
      ['frozen', /The picture has not changed for \d+ s\./],
      ['clipping', /The sound reaches full scale/],
    ]);
  });
});

const badSeconds = 8;
/** More than is waited for: the program is ended before. */
const restSeconds = 60;

/** A recording that is well for some seconds, then as told, then well again. */
async function makeRecording(
  path: string,
  bad: { readonly video: string; readonly audio: string },
): Promise<void> {
  const well = { video: 'testsrc2=s=320x180:r=25', audio: 'sine=sample_rate=48000' };
  const parts = [
    [well, 5],
    [bad, badSeconds],
    [well, restSeconds],
  ] as const;
  const graph = parts.flatMap(([{ video, audio }, seconds], index) => [
    `${video},trim=duration=${seconds},format=yuv420p[v${index}]`,
    `${audio},atrim=duration=${seconds},aformat=sample_fmts=fltp:channel_layouts=stereo[a${index}]`,
  ]);
  const inputs = parts.map((_part, index) => `[v${index}][a${index}]`).join('');
  const filter = `${graph.join(';')};${inputs}concat=n=${parts.length}:v=1:a=1[v][a]`;
  const output = [
    '-map',
    '[v]',
    '-map',
    '[a]',
    '-c:v',
    'libx264',
    '-preset',
    'ultrafast',
    '-c:a',
    'pcm_s16le',
  ];
  await run('ffmpeg', ['-v', 'error', '-filter_complex', filter, ...output, '-f', 'matroska', path]);
}

/** Each is raised, says so, and clears by itself. */
async function seeAll(
  receiver: AlarmReceiver,
  program: SurecastProcess,
  expected: readonly (readonly [AlarmKind, RegExp])[],
): Promise<void> {
  for (const [kind, says] of expected)
    assert.match((await receiver.until(program, 'raised', kind)).alarm.message, says);
  for (const [kind] of expected) await receiver.until(program, 'cleared', kind);
  await endWell(program);
}
