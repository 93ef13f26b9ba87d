import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { describe, it } from 'node:test';
import { ffmpegsOf } from '../testing/capture-processes.ts';
import { liveArgs } from '../testing/live-args.ts';
import { stopAtOnce } from '../testing/stop-at-once.ts';
import { startSurecast } from '../testing/surecast-process.ts';
import { createWorkplace } from '../testing/workplace.ts';

/** A file that whoever opens it waits for in the kernel, for good: as one on a share that is gone. */
function makeHangingFile(path: string): void {
  mkdirSync(dirname(path), { recursive: true });
  assert.equal(spawnSync('mkfifo', [path]).status, 0);
}

describe('who asks twice to stop is let go', { skip: process.platform === 'win32' }, () => {
  it('by an uplink worker whose thread never comes back', async (t) => {
    const place = await createWorkplace(t);
    // The worker looks at a playlist that is there before it writes it anew.
    makeHangingFile(`${place.root}/origin/show/180p/index.m3u8`);
    const program = startSurecast(liveArgs(place, [place.folder('origin').url]));
    await program.untilSays(/verified [1-9]/);
    await stopAtOnce(program);
    assert.deepEqual(ffmpegsOf(place.data), []);
  });

  it('as one who has delivered everything, where only the closing hangs', async (t) => {
    const place = await createWorkplace(t);
    makeHangingFile(`${place.data}/logs/surecast.log`);
    const program = startSurecast(liveArgs(place, [place.folder('origin').url], '--duration', '2'));
    await program.untilSays(/show is complete/);
    program.signal('SIGINT');
    program.signal('SIGTERM');
    const { status, stdout, stderr } = await program.ended;
    assert.equal(status, 0, stdout + stderr);
  });

  it('by a data directory of which a file is never opened', async (t) => {
    const place = await createWorkplace(t);
    makeHangingFile(`${place.data}/logs/surecast.log`);
    // Nothing is delivered to it, so that the program does not end by itself.
    makeHangingFile(`${place.root}/origin/show/180p/index.m3u8`);
    const program = startSurecast(liveArgs(place, [place.folder('origin').url]));
    await program.untilSays(/captured ([2-9]|\d\d+) segments/);
    await stopAtOnce(program);
    assert.deepEqual(ffmpegsOf(place.data), []);
  });
});
