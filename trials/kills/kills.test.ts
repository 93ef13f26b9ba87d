import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { startStore } from '../../tests/testing/workplace.ts';
import { seededRandom } from '../random.ts';
import { killEverything } from './everything-kills.ts';
import { killProgram } from './program-kills.ts';
import { killWorkers } from './worker-deaths.ts';

let store: Awaited<ReturnType<typeof startStore>>;

before(async () => {
  store = await startStore();
});

after(() => store.server.stop());

const seed = Math.floor(Math.random() * 2 ** 31);

describe(`kills at random moments, seed ${seed}`, { concurrency: true }, () => {
  const random = seededRandom(seed);

  it('of the program, also while it starts and while it ends, leave no trace', async (t) => {
    const { adopted } = await killProgram(t, await store.bucket(), 'fmp4', 3, random.fork('program'));
    assert.equal(adopted, 3);
  });

  it('of program and FFmpeg, several in one broadcast, lose a second at most each', async (t) => {
    const { lostMs } = await killEverything(t, await store.bucket(), 'ts', 3, random.fork('everything'));
    for (const ms of lostMs) assert.ok(ms <= 1_000, `${ms} ms are lost`);
  });

  it('of uplink workers, which throw, exit, run out of memory and are terminated, hold nothing up', async (t) => {
    const { deaths } = await killWorkers(t, await store.bucket(), 'ts', 5, random.fork('workers'));
    assert.ok(deaths.length >= 5);
  });
});
