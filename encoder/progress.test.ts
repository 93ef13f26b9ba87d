import assert from 'node:assert/strict';
import { copyFile, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test from 'node:test';
import { parseProgress, readProgress } from './progress.ts';

const captured = (version: string) =>
  new URL(`../fixtures/captured/ffmpeg/${version}-progress.txt`, import.meta.url);

for (const version of ['5.1.9', '9.0.2']) {
  test(`reads the last report of FFmpeg ${version}`, async () => {
    const text = await readFile(captured(version), 'utf8');
    const last = parseProgress(text);
    assert.ok(last?.isEnd);
    assert.equal(last.frame, 270);
    assert.equal(last.outTimeSeconds?.toFixed(1), '9.0');
    assert.ok((last.speed ?? 0) > 0);
  });

  test(`reads whatever part of FFmpeg ${version}’s file is there`, async () => {
    const text = await readFile(captured(version), 'utf8');
    let frame = -1;
    for (let end = 0; end <= text.length; end += 7) {
      const report = parseProgress(text.slice(0, end));
      if (report === undefined) continue;
      assert.ok(report.frame >= frame);
      frame = report.frame;
    }
    assert.ok(frame >= 0);
  });
}

test('takes N/A for nothing', () => {
  const report = parseProgress(
    'frame=0\nfps=0.00\nout_time_us=N/A\nout_time_ms=N/A\nspeed=N/A\nprogress=continue\n',
  );
  assert.deepEqual(report, {
    frame: 0,
    framesPerSecond: 0,
    droppedFrames: 0,
    duplicatedFrames: 0,
    speed: undefined,
    outTimeSeconds: undefined,
    isEnd: false,
  });
});

test('reads from a run’s folder, where there may be nothing yet', async (context) => {
  const folder = await mkdtemp(join(tmpdir(), 'surecast-progress-'));
  context.after(() => rm(folder, { recursive: true, force: true }));
  assert.equal(await readProgress(folder), undefined);
  await copyFile(captured('5.1.9'), join(folder, 'progress'));
  const report = await readProgress(folder);
  assert.equal(report?.frame, 270);
  assert.ok((report?.updatedAtMs ?? 0) > 0);
});
