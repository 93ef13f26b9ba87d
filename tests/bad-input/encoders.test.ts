import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { describe, it } from 'node:test';
import { ffmpegsOf } from '../testing/capture-processes.ts';
import { liveArgs } from '../testing/live-args.ts';
import { runSurecast } from '../testing/surecast-process.ts';
import { createWorkplace } from '../testing/workplace.ts';

const encoder = 'h264_nvenc';

/** Why an encoder that FFmpeg has and this machine can't drive is not at hand; false where it is. */
function whyNot(): string | false {
  const tried = '-v error -f lavfi -i testsrc=d=0.1:s=320x180 -c:v h264_nvenc -f null -'.split(' ');
  const { status, stderr } = spawnSync('ffmpeg', tried, { encoding: 'utf8' });
  if (status === 0) return `${encoder} works here`;
  return stderr.includes('Error while opening encoder') ? false : `this FFmpeg has no ${encoder}`;
}

describe('an encoder that does not work here', { skip: whyNot() }, () => {
  it('is said by its name, and not taken for a source that gives nothing', async (t) => {
    const place = await createWorkplace(t);
    await writeFile(place.config, JSON.stringify({ encoder }));
    const { status, stdout, stderr } = await runSurecast(liveArgs(place, [place.folder('origin').url]));
    assert.equal(status, 1, stdout + stderr);
    assert.match(stderr, /The encoder does not work on this machine .*\(FFMPEG_FAILED\)/);
    assert.doesNotMatch(stdout, /nothing has come from the source/);
    assert.deepEqual(ffmpegsOf(place.data), []);
  });
});
