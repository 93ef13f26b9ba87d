import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { freeTcpPort } from '../../fixtures/capture/free-port.ts';
import { createBucket } from '../../fixtures/servers/s3-server.ts';
import { startScriptedServer } from '../../fixtures/servers/scripted-server.ts';
import { judgeBroadcast } from '../judge/judge-broadcast.ts';
import { bucketView, letAnyoneRead } from '../judge/origin-view.ts';
import { liveArgs } from '../testing/live-args.ts';
import { runSurecast, type SurecastProcess, startSurecast } from '../testing/surecast-process.ts';
import { createWorkplace, smallPicture, startStore } from '../testing/workplace.ts';

let store: Awaited<ReturnType<typeof startStore>>;

before(async () => {
  store = await startStore();
});

after(() => store.server.stop());

const plantedSecret = 'planted-secret-0123456789';
const captured = /captured ([2-9]|\d\d+) segments/;

describe('an origin in trouble', { concurrency: true }, () => {
  it('without its bucket: is blocked and said, and all arrives once the bucket is made', async (t) => {
    const place = await createWorkplace(t);
    const { env, endpoint } = store.server;
    const program = startSurecast(liveArgs(place, ['s3://later/live'], '--duration', '4'), { env });
    await program.untilSays(/BLOCKED: .*\(ORIGIN_NO_BUCKET\) Create the bucket/);
    await program.untilSays(captured);
    assert.equal(store.server.directory === undefined, false);
    await createBucket(env, 'later');
    await letAnyoneRead(env, 'later');
    const { status, stdout, stderr } = await program.ended;
    assert.equal(status, 0, stdout + stderr);
    await judgeBroadcast(bucketView(endpoint, 'later', 'live'), 'show', { ...smallPicture, frames: 100 });
  });

  it('with other credentials: is blocked, the secret is nowhere, and drain with the right ones delivers', async (t) => {
    const place = await createWorkplace(t);
    const { url, env, view } = await store.bucket();
    const wrong = { ...env, AWS_SECRET_ACCESS_KEY: plantedSecret };
    const program = startSurecast(liveArgs(place, [url], '--duration', '3'), { env: wrong });
    await program.untilSays(/BLOCKED: .*\(ORIGIN_DENIED\) Check the access key/);
    const said = await stopTwice(program);
    const shown = await runSurecast(['status', '--data', place.data]);
    assert.match(shown.stdout, /BLOCKED[\s\S]*ORIGIN_DENIED/);
    assert.ok(!(said + shown.stdout).includes(plantedSecret));
    assert.deepEqual(filesWith(place.data, plantedSecret), []);
    assert.deepEqual(filesWith(place.data, env.AWS_SECRET_ACCESS_KEY), []);
    const drained = await runSurecast(['drain', '--data', place.data], { env });
    assert.equal(drained.status, 0, drained.stdout + drained.stderr);
    await judgeBroadcast(view, 'show', smallPicture);
  });

  it('without any credentials: says so, and what is captured waits', async (t) => {
    const place = await createWorkplace(t);
    const { url, env } = await store.bucket();
    const none = {
      AWS_ENDPOINT_URL_S3: env.AWS_ENDPOINT_URL_S3,
      AWS_REGION: env.AWS_REGION,
      AWS_EC2_METADATA_DISABLED: 'true',
      AWS_SHARED_CREDENTIALS_FILE: join(place.root, 'none'),
      AWS_CONFIG_FILE: join(place.root, 'none'),
    };
    const program = startSurecast(liveArgs(place, [url], '--duration', '3'), { env: none });
    await program.untilSays(/\(ORIGIN_NO_CREDENTIALS\)/);
    await program.untilSays(captured);
    await stopTwice(program);
  });

  it('with a clock that is off: is blocked and said', async (t) => {
    const place = await createWorkplace(t);
    const server = await startScriptedServer((_request, response) => {
      response.writeHead(403, { 'content-type': 'application/xml' });
      response.end(
        '<Error><Code>RequestTimeTooSkewed</Code><Message>The difference between the request time and the server’s time is too large.</Message></Error>',
      );
    });
    t.after(() => server.stop());
    const env = { ...store.server.env, AWS_ENDPOINT_URL_S3: server.endpoint };
    const program = startSurecast(liveArgs(place, ['s3://bucket/live'], '--duration', '3'), { env });
    await program.untilSays(/BLOCKED: .*\(ORIGIN_CLOCK_SKEW\) Set this machine/);
    await program.untilSays(captured);
    await stopTwice(program);
  });

  it('that nobody answers for: is said, and the capture goes on', async (t) => {
    const place = await createWorkplace(t);
    const env = { ...store.server.env, AWS_ENDPOINT_URL_S3: `http://127.0.0.1:${await freeTcpPort()}` };
    const program = startSurecast(liveArgs(place, ['s3://bucket/live'], '--duration', '3'), { env });
    await program.untilSays(/not answering well: .*\(ORIGIN_UNREACHABLE\)/);
    await program.untilSays(captured);
    await stopTwice(program);
  });

  it('that holds another broadcast of the name: is said, and that one stays as it is', async (t) => {
    const [first, second] = [await createWorkplace(t), await createWorkplace(t)];
    const { url, env, view } = await store.bucket();
    assert.equal((await runSurecast(liveArgs(first, [url], '--duration', '2'), { env })).status, 0);
    const before = await judgeBroadcast(view, 'show', { ...smallPicture, frames: 50 });
    const program = startSurecast(liveArgs(second, [url], '--duration', '3'), { env });
    await program.untilSays(/BLOCKED: .*\(ORIGIN_NAME_TAKEN\) This name holds another broadcast/);
    // No drain can deliver it while the name is taken, and none is promised.
    await stopTwice(program, /another broadcast holds its name/);
    const { bytes } = (await view.get('show/180p/index.m3u8')) ?? { bytes: Buffer.alloc(0) };
    assert.ok(before.playlist.segments.every(({ uri }) => bytes.includes(uri)));
  });

  it('that is a folder nobody may write to: is said, and what is captured waits', async (t) => {
    const place = await createWorkplace(t);
    const program = startSurecast(liveArgs(place, [`file:${place.config}/below`], '--duration', '3'));
    await program.untilSays(/\(ORIGIN_UN(WRITABLE|REACHABLE)\)/);
    await program.untilSays(captured);
    await stopTwice(program);
  });
});

/** Stops a program whose origin takes nothing: 3, and files that wait. Returns all that it said. */
async function stopTwice(program: SurecastProcess, whatNext = /surecast drain/): Promise<string> {
  program.signal('SIGINT');
  await program.untilSays(/Stopping/);
  program.signal('SIGINT');
  const { status, stdout, stderr } = await program.ended;
  assert.equal(status, 3, stdout + stderr);
  assert.doesNotMatch(stdout + stderr, /^\s+at /m);
  assert.match(stdout, /left in the queue/);
  assert.match(stdout, whatNext);
  return stdout + stderr;
}

/** Files of a folder that hold a text. */
function filesWith(directory: string, text: string): string[] {
  return readdirSync(directory, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .filter((path) => readFileSync(path).includes(text));
}
