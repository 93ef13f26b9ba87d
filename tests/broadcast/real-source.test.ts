import assert from 'node:assert/strict';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { meanVolumeDb } from '../../fixtures/capture/inspect-log.ts';
import { type Speech, startSpeech } from '../../fixtures/capture/speech.ts';
import { startVirtualScreen, type VirtualScreen } from '../../fixtures/capture/virtual-screen.ts';
import { startToxiproxy, type Toxiproxy } from '../../fixtures/servers/toxiproxy.ts';
import { judgeBroadcast } from '../judge/judge-broadcast.ts';
import { watchPlaylists } from '../judge/watch-playlists.ts';
import { encodedFrames, ffmpegsOf } from '../testing/capture-processes.ts';
import { liveArgs } from '../testing/live-args.ts';
import { runSurecast, startSurecast } from '../testing/surecast-process.ts';
import { createWorkplace, smallPicture, startStore } from '../testing/workplace.ts';

/** `SURECAST_TEST_SECONDS=60` gives a broadcast of a minute with the link cut for 15 s. */
const leastSegments = Number(process.env['SURECAST_TEST_SECONDS'] ?? 0);
const cutSegments = leastSegments < 30 ? 4 : 15;

let store: Awaited<ReturnType<typeof startStore>>;
let toxiproxy: Toxiproxy;
let screen: VirtualScreen;
let speech: Speech;

before(async () => {
  [store, toxiproxy, screen, speech] = await Promise.all([
    startStore(),
    startToxiproxy(),
    startVirtualScreen({ width: 320, height: 180 }),
    startSpeech(),
  ]);
});

after(() => Promise.all([store.server.stop(), toxiproxy.stop(), screen.stop(), speech.stop()]));

const captured = (segments: number) =>
  new RegExp(`captured (${Array.from({ length: 9 }, (_, more) => segments + more).join('|')}) segment`);

describe('a screen with somebody speaking', () => {
  it('arrives whole though the link is cut and the program is killed in the middle', async (t) => {
    const place = await createWorkplace(t);
    const { url, env, view } = await store.bucket();
    const proxy = await toxiproxy.createProxy('link', new URL(env.AWS_ENDPOINT_URL_S3).host);
    const source = `screen:${screen.display},audio:${speech.source}`;
    const args = liveArgs(place, [url], '--source', source);
    const throughProxy = { ...env, ...speech.environment, AWS_ENDPOINT_URL_S3: `http://${proxy.address}` };
    const watch = watchPlaylists(t, view, 'show', '180p');
    let program = startSurecast(args, { env: throughProxy });

    const { segments } = await watch.until((playlist) => playlist.segments.length >= 3);
    await proxy.disable();
    await program.untilSays(captured(segments.length + cutSegments));
    const capturing = ffmpegsOf(place.data);
    program.signal('SIGKILL');
    await program.ended;
    assert.deepEqual(ffmpegsOf(place.data), capturing, 'FFmpeg lives on');
    program = startSurecast(args, { env: throughProxy });
    await program.untilSays(/lives on/);
    await proxy.enable();
    await watch.until((playlist) => playlist.segments.length >= Math.max(cutSegments + 3, leastSegments));
    program.signal('SIGINT');
    const { status, stdout, stderr } = await program.ended;
    assert.equal(status, 0, stdout + stderr);

    await watch.stop();
    await judgeBroadcast(view, 'show', { ...smallPicture, frames: encodedFrames(place.data) });
    const verified = await runSurecast(['verify', 'show', '--data', place.data, '--deep'], { env });
    assert.equal(verified.status, 0, verified.stdout + verified.stderr);
    const file = join(place.root, 'show.ts');
    const playlist = `${env.AWS_ENDPOINT_URL_S3}/${url.slice('s3://'.length)}/show/index.m3u8`;
    const decoded = await runSurecast(['decode', playlist, '--output', file], { env });
    assert.equal(decoded.status, 0, decoded.stderr);
    assert.ok((await meanVolumeDb(file)) > -45, 'the speech is there');
  });
});
