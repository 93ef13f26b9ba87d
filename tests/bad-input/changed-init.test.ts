import assert from 'node:assert/strict';
import { readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { judgeBroadcast } from '../judge/judge-broadcast.ts';
import { watchPlaylists } from '../judge/watch-playlists.ts';
import { encodedFrames } from '../testing/capture-processes.ts';
import { flipByte } from '../testing/flip-byte.ts';
import { liveArgs } from '../testing/live-args.ts';
import { stopAtOnce } from '../testing/stop-at-once.ts';
import { type StoreBehindHop, startStoreBehindHop } from '../testing/store-behind-hop.ts';
import { type CommandEnd, runSurecast, startSurecast } from '../testing/surecast-process.ts';
import { createWorkplace, smallPicture, type Workplace } from '../testing/workplace.ts';

let store: StoreBehindHop;

before(async () => {
  store = await startStoreBehindHop();
});

after(() => store.stop());

describe('an initialization section that is harmed behind the program’s back', { concurrency: true }, () => {
  const harms = [
    ['deleted', rmSync],
    ['changed', flipByte],
  ] as const;

  for (const [what, harm] of harms) {
    it(`${what} before it is delivered is written again, while it captures on`, async (t) => {
      const place = await createWorkplace(t);
      const bucket = await store.bucketThat('is reset');
      const program = startSurecast(fmp4Args(place, bucket.url), { env: bucket.env });
      await program.untilSays(/ORIGIN_UNREACHABLE/);
      harm(initPath(place));
      store.hop.decide(bucket.name, 'passes');
      await program.untilSays(/init-\w+\.mp4 was gone .* \(FILE_CHANGED\)/);
      const watch = watchPlaylists(t, bucket.view, 'show', '180p');
      await watch.until(({ segments }) => segments.length >= 2);
      program.signal('SIGINT');
      judgeWhole(await program.ended);
      await watch.stop();
      await judgeBroadcast(bucket.view, 'show', { ...smallPicture, frames: encodedFrames(place.data) });
    });

    it(`${what} between two lives is written again by drain`, async (t) => {
      const place = await createWorkplace(t);
      const bucket = await store.bucketThat('is reset');
      const program = startSurecast(fmp4Args(place, bucket.url), { env: bucket.env });
      await program.untilSays(/ORIGIN_UNREACHABLE/);
      await stopAtOnce(program);
      harm(initPath(place));
      store.hop.decide(bucket.name, 'passes');
      const drained = await runSurecast(['drain', '--data', place.data], { env: bucket.env });
      judgeWhole(drained);
      assert.match(drained.stdout, /init-\w+\.mp4 was gone .* \(FILE_CHANGED\)/);
      await judgeBroadcast(bucket.view, 'show', { ...smallPicture, frames: encodedFrames(place.data) });
    });
  }

  it('deleted after it was delivered is not missed where the log is cut on', async (t) => {
    const place = await createWorkplace(t);
    const { url, view } = place.folder('origin');
    const watch = watchPlaylists(t, view, 'show', '180p');
    const first = startSurecast(fmp4Args(place, url));
    await watch.until(({ segments }) => segments.length >= 2);
    first.signal('SIGKILL');
    await first.ended;
    rmSync(initPath(place));
    const second = startSurecast(fmp4Args(place, url));
    await second.untilSays(/lives on/);
    await watch.until(({ segments }) => segments.length >= 4);
    second.signal('SIGINT');
    judgeWhole(await second.ended);
    await watch.stop();
    await judgeBroadcast(view, 'show', { ...smallPicture, frames: encodedFrames(place.data) });
  });
});

const fmp4Args = (place: Workplace, url: string) => liveArgs(place, [url], '--container', 'fmp4');

function initPath(place: Workplace): string {
  const folder = join(place.data, 'broadcasts', 'show', '180p');
  const name = readdirSync(folder).find((each) => /^init-\w+\.mp4$/.test(each));
  assert.ok(name !== undefined, 'the initialization section was written');
  return join(folder, name);
}

function judgeWhole({ status, stdout, stderr }: CommandEnd): void {
  assert.equal(status, 0, stdout + stderr);
  assert.doesNotMatch(stdout, /gap|LOST/);
}
