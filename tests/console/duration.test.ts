import assert from 'node:assert/strict';
import { readdir } from 'node:fs/promises';
import { describe, it } from 'node:test';
import { judgeBroadcast } from '../judge/judge-broadcast.ts';
import { encodedFrames, killAllOf, untilNoneOf } from '../testing/capture-processes.ts';
import { type ConsoleProcess, startConsole } from '../testing/console-process.ts';
import { createWorkplace, smallPicture, type Workplace } from '../testing/workplace.ts';

const durationSeconds = 15;
const wholeFrames = durationSeconds * smallPicture.framesPerSecond;
/** A broadcast is over when no more than a quarter of a second is missing, and the last frame may be one too many. */
const slackFrames = smallPicture.framesPerSecond / 4 + 1;

/** On air until there is something to lose. */
async function goLive(place: Workplace): Promise<ConsoleProcess> {
  const served = await startConsole(place);
  await served.call('goLive', { broadcast: 'show', durationSeconds });
  await served.until(({ broadcast }) => (broadcast?.variants[0]?.segments ?? 0) >= 2);
  return served;
}

/** Ends by itself: nobody stops it. */
async function untilComplete(place: Workplace): Promise<void> {
  const served = await startConsole(place);
  await served.until(({ session, broadcast }) => session.state === 'idle' && broadcast?.phase === 'complete');
  served.program.signal('SIGTERM');
  const { status, stdout, stderr } = await served.program.ended;
  assert.equal(status, 0, stdout + stderr);
}

const runsOf = (place: Workplace) => readdir(`${place.data}/broadcasts/show/runs`);

async function kill({ program }: ConsoleProcess): Promise<void> {
  program.signal('SIGKILL');
  assert.equal((await program.ended).status, 'SIGKILL');
}

describe('a broadcast of a given length ends when it was meant to', { concurrency: true }, () => {
  const judgeWhole = async (place: Workplace) => {
    assert.deepEqual(await runsOf(place), ['0001'], 'one FFmpeg captured it');
    assert.equal(encodedFrames(place.data), wholeFrames);
    await judgeBroadcast(place.folder('data/origin').view, 'show', { ...smallPicture, frames: wholeFrames });
  };

  it('though the program was killed and started again meanwhile', async (t) => {
    const place = await createWorkplace(t);
    await kill(await goLive(place));
    await untilComplete(place);
    await judgeWhole(place);
  });

  it('though the program was not there at its end', async (t) => {
    const place = await createWorkplace(t);
    await kill(await goLive(place));
    await untilNoneOf(place.data);
    await untilComplete(place);
    await judgeWhole(place);
  });

  it('though FFmpeg was killed with the program', async (t) => {
    const place = await createWorkplace(t);
    const first = await goLive(place);
    killAllOf(place.data);
    await first.program.ended;
    await untilComplete(place);
    assert.deepEqual(await runsOf(place), ['0001', '0002']);
    const expected = { ...smallPicture, discontinuities: 1 };
    const { frames } = await judgeBroadcast(place.folder('data/origin').view, 'show', expected);
    assert.ok(Math.abs(frames - wholeFrames) <= slackFrames, `${frames} frames`);
  });
});
