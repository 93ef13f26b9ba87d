import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { judgeBroadcast } from '../judge/judge-broadcast.ts';
import { watchPlaylists } from '../judge/watch-playlists.ts';
import { encodedFrames, ffmpegsOf } from '../testing/capture-processes.ts';
import { mountHangingShare, noHangingShare } from '../testing/hanging-share.ts';
import { liveArgs } from '../testing/live-args.ts';
import { startSurecast } from '../testing/surecast-process.ts';
import { createWorkplace, smallPicture } from '../testing/workplace.ts';

describe('a share that hangs in the kernel', { skip: noHangingShare, concurrency: true }, () => {
  it('as an optional origin holds up neither the broadcast nor the end of the program', async (t) => {
    const share = mountHangingShare(t);
    if (share === undefined) return t.skip('no share can be mounted here');
    const place = await createWorkplace(t);
    const { url, view } = place.folder('origin');
    const watch = watchPlaylists(t, view, 'show', '180p');
    const program = startSurecast(liveArgs(place, [url], '--optional-origin', `file:${share}`));
    await watch.until(({ segments }) => segments.length >= 15);
    program.signal('SIGINT');
    const { status, stdout, stderr } = await program.ended;
    assert.equal(status, 0, stdout + stderr);
    assert.match(stdout, /complete, \d+ files/);
    await watch.stop();
    await judgeBroadcast(view, 'show', { ...smallPicture, frames: encodedFrames(place.data) });
  });

  it('as the only origin lets a person stop at once, with 3', async (t) => {
    const share = mountHangingShare(t);
    if (share === undefined) return t.skip('no share can be mounted here');
    const place = await createWorkplace(t);
    const program = startSurecast(liveArgs(place, [`file:${share}`]));
    await program.untilSays(/captured ([2-9]|\d\d+) segments/);
    program.signal('SIGINT');
    await program.untilSays(/Stopping/);
    program.signal('SIGINT');
    const { status, stdout, stderr } = await program.ended;
    assert.equal(status, 3, stdout + stderr);
    assert.match(stdout, /left in the queue/);
    assert.deepEqual(ffmpegsOf(place.data), []);
  });
});
