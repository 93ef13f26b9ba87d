import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { runLane } from '../../trials/power-cuts/lane.ts';
import { scenarios } from '../../trials/power-cuts/scenario.ts';

const skip = process.platform === 'linux' ? false : 'strace is for Linux';

/** A short part of `npm run power-cuts`. */
describe('a power cut', { concurrency: 2, skip }, () => {
  for (const scenario of scenarios.filter(({ name }) => ['live-ts', 'drain-fmp4'].includes(name))) {
    it(`at random points of ${scenario.name} leaves files on which the guarantee holds`, async (t) => {
      const seed = `${Date.now()}`;
      t.diagnostic(`seed ${seed}`);
      const { cuts, order } = await runLane(t, { scenario, seconds: 4, cuts: 4, seed });
      for (const { cut, ...end } of cuts) {
        if ('broken' in end) throw new Error(`after ${JSON.stringify(cut)}`, { cause: end.broken });
      }
      assert.ok(order.named >= 4 && order.put >= 4 && order.recycled >= 1, JSON.stringify(order));
    });
  }
});
