import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { type Speech, startSpeech } from '../../fixtures/capture/speech.ts';
import { startVirtualScreen, type VirtualScreen } from '../../fixtures/capture/virtual-screen.ts';
import { judgeBroadcast } from '../judge/judge-broadcast.ts';
import { watchPlaylists } from '../judge/watch-playlists.ts';
import { encodedFrames, ffmpegsOf } from '../testing/capture-processes.ts';
import { liveArgs } from '../testing/live-args.ts';
import { startSurecast } from '../testing/surecast-process.ts';
import { createWallClock, noWallClocks } from '../testing/wall-clock.ts';
import { createWorkplace, smallPicture } from '../testing/workplace.ts';

// One after the other: two captures of screen and sound in real time are more than a busy machine has room for.
describe('a screen with sound, which FFmpeg stamps with the wall clock', { skip: noWallClocks }, () => {
  let screen: VirtualScreen;
  let speech: Speech;

  before(async () => {
    [screen, speech] = await Promise.all([startVirtualScreen({ width: 320, height: 180 }), startSpeech()]);
  });

  after(() => Promise.all([screen.stop(), speech.stop()]));

  for (const hours of [1, -1]) {
    it(`goes on at its pace when the clock is set by ${hours} h`, async (t) => {
      const place = await createWorkplace(t);
      const clock = createWallClock(place.root);
      const { url, view } = place.folder('origin');
      const watch = watchPlaylists(t, view, 'show', '180p');
      const source = `screen:${screen.display},audio:${speech.source}`;
      const env = { ...speech.environment, ...clock.env };
      const program = startSurecast(liveArgs(place, [url], '--source', source), { env });
      await watch.until(({ segments }) => segments.length >= 3);
      const capturing = ffmpegsOf(place.data);
      const beganMs = performance.now();
      const before = encodedFrames(place.data);
      clock.set(hours);
      const { segments } = await watch.until(() => true);
      await watch.until((playlist) => playlist.segments.length >= segments.length + 14);
      assert.deepEqual(ffmpegsOf(place.data), capturing, 'FFmpeg was left alone');
      const seconds = (performance.now() - beganMs) / 1000;
      const mediaSeconds = (encodedFrames(place.data) - before) / smallPicture.framesPerSecond;
      assert.ok(mediaSeconds < seconds + 3, `${mediaSeconds} s of media in ${seconds} s`);
      program.signal('SIGINT');
      const { status, stdout, stderr } = await program.ended;
      assert.equal(status, 0, stdout + stderr);
      await watch.stop();
      await judgeBroadcast(view, 'show', { ...smallPicture, frames: encodedFrames(place.data) });
    });
  }
});
