import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, statSync, truncateSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import type { ContainerName } from '../catalog/broadcasts.ts';
import { logFileName } from '../encoder/capture-log.ts';
import { temporaryDirectory } from '../fixtures/temporary-directory.ts';
import {
  CuttingScene,
  logDirectory,
  makeDataDirectory,
  recordLog,
  segmentsOf,
} from './testing/cutting-scene.ts';

const logs = mkdtempSync(join(tmpdir(), 'surecast-test-'));
after(() => rmSync(logs, { recursive: true, force: true }));
const containers: readonly ContainerName[] = ['ts', 'fmp4'];
for (const container of containers) recordLog(join(logs, container), container);

/** Where the recorded log begins and ends, 90 kHz ticks, and its first date. */
const log = { startPts: 10 * 90_000, endPts: 17.5 * 90_000, unixMs: 1_700_000_000_000 } as const;

const half = (path: string) => truncateSync(path, Math.floor(statSync(path).size / 2));
/** As a file that FFmpeg still writes to when it is cut off: what was there becomes zeros. */
const hollow = (path: string) => {
  const { size } = statSync(path);
  half(path);
  truncateSync(path, size);
};

const harms: readonly (readonly [string, number, (path: string) => void])[] = [
  ['a file is removed', 1, rmSync],
  ['the first file is cut off', 0, half],
  ['a file is cut off', 1, half],
  ['a file is emptied', 1, (path) => truncateSync(path, 0)],
  ['a file is cut off while it is written', 1, hollow],
];

for (const container of containers) {
  for (const [what, index, harm] of harms) {
    test(`${what} of a log of ${container}: gaps of the true length, said, and the rest as it was`, async (t) => {
      const root = temporaryDirectory(t);
      makeDataDirectory(root, join(logs, container), container);
      const before = await cut(temporaryDirectory(t), container);
      harm(join(logDirectory(root), logFileName(index, container === 'ts' ? 'ts' : 'mp4')));
      const { rows, said } = await cutAt(root);

      assert.deepEqual([rows[0]?.startPts, rows.at(-1)?.endPts], [log.startPts, log.endPts]);
      for (const [i, row] of rows.entries()) {
        assert.equal(row.startPts, rows[i - 1]?.endPts ?? log.startPts, 'the timeline has no hole');
        const dateMs = log.unixMs + (row.startPts - log.startPts) / 90;
        assert.ok(Math.abs(row.programDateTimeMs - dateMs) <= 1, 'dates go on behind it');
        assert.deepEqual([row.sequence, row.discontinuity], [i, 0]);
      }
      const kept = rows.filter((row) => row.sha256 !== null);
      for (const { startPts, endPts, videoFrames } of kept) {
        const whole = before.rows.find((row) => row.startPts === startPts);
        assert.deepEqual([whole?.endPts, whole?.videoFrames], [endPts, videoFrames]);
      }
      assert.ok(kept.length >= 4 && kept.length < before.rows.length, `${kept.length} segments are left`);
      assert.ok(said > 0, 'the gap is said');
      assert.equal(kept.at(-1)?.endPts, log.endPts);
    });
  }
}

async function cut(root: string, container: ContainerName) {
  makeDataDirectory(root, join(logs, container), container);
  return cutAt(root);
}

async function cutAt(root: string) {
  const scene = new CuttingScene(root);
  await scene.finish();
  scene.close();
  return { rows: segmentsOf(root), said: scene.events.filter(({ type }) => type === 'gap').length };
}
