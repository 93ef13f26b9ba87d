import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { rehearsalReport } from '../../contract/rehearsal-report.ts';
import { judgeBroadcast } from '../judge/judge-broadcast.ts';
import { ffmpegsOf, processesOf } from '../testing/capture-processes.ts';
import { expectRefusal } from '../testing/expect-refusal.ts';
import { runSurecast, startSurecast } from '../testing/surecast-process.ts';
import { createWorkplace, smallPicture, startStore, type Workplace } from '../testing/workplace.ts';

let store: Awaited<ReturnType<typeof startStore>>;

before(async () => {
  store = await startStore();
});

after(() => store.server.stop());

const rehearseArgs = (place: Workplace, url: string, ...more: readonly string[]) => [
  'rehearse',
  ...['--data', place.data, '--config', place.config, '--origin', url, '--duration', '8', ...more],
];

describe('a rehearsal', { concurrency: true }, () => {
  it('breaks the link in four ways and kills the program, and all of it holds', async (t) => {
    const place = await createWorkplace(t);
    const { url, env, view } = await store.bucket();
    const { status, stdout, stderr } = await runSurecast(rehearseArgs(place, url, '--json'), { env });
    assert.equal(status, 0, stdout + stderr);
    const report = rehearsalReport.parse(JSON.parse(stdout));
    assert.deepEqual(
      report.trials.map(({ fault, held }) => [fault, held]),
      ['cut', 'stalled', 'reset', 'slow', 'killed'].map((fault) => [fault, true]),
    );
    assert.deepEqual([report.ok, report.complete, report.gaps, report.recording], [true, true, 0, null]);
    const [origin] = report.origins;
    assert.ok((origin?.uplinkKilobitsPerSecond ?? 0) > report.kilobitsPerSecond);
    assert.ok(report.diskHours !== null && report.diskHours > 0);
    // One FFmpeg through all of it: no discontinuity, no frame lost.
    await judgeBroadcast(view, report.broadcast, smallPicture);
    assert.ok(!existsSync(join(place.data, 'rehearsals')), 'its recording is gone');
    assert.deepEqual(processesOf(place.root), []);
  });

  it('to a folder kills the program alone, and says so', async (t) => {
    const place = await createWorkplace(t);
    const { url, view } = place.folder('origin');
    const { status, stdout, stderr } = await runSurecast(rehearseArgs(place, url));
    assert.equal(status, 0, stdout + stderr);
    assert.match(stdout, /no link to break/);
    const name = (await view.list())[0]?.split('/')[0] ?? '';
    await judgeBroadcast(view, name, smallPicture);
  });

  it('is refused with the cure where nothing can be delivered, and leaves nothing behind', async (t) => {
    const place = await createWorkplace(t);
    const { env } = await store.bucket();
    const args = rehearseArgs(place, 's3://no-such-bucket-here/live');
    await expectRefusal(args, { status: 1, code: 'ORIGIN_NO_BUCKET' }, { env });
    assert.deepEqual(processesOf(place.root), []);
    await expectRefusal(rehearseArgs(place, place.folder('origin').url, '--source', 'nothing.mp4'), {
      status: 2,
      code: 'SOURCE_NOT_FOUND',
    });
  });

  it('stopped by a person delivers the rest, and ends with 3', async (t) => {
    const place = await createWorkplace(t);
    const { url, env } = await store.bucket();
    const program = startSurecast(rehearseArgs(place, url), { env });
    await program.untilSays(/held {2}link cut/);
    program.signal('SIGINT');
    const { status, stdout, stderr } = await program.ended;
    assert.equal(status, 3, stdout + stderr);
    assert.match(stdout, /all delivered/);
    assert.deepEqual(ffmpegsOf(place.data), []);
  });
});
