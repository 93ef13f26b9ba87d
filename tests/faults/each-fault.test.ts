import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { startToxiproxy, type Toxiproxy } from '../../fixtures/servers/toxiproxy.ts';
import { allCells, cellName, eachFaultOnce } from '../../trials/faults/cell.ts';
import { runCell } from '../../trials/faults/run-cell.ts';
import { seededRandom } from '../../trials/random.ts';
import { startStore } from '../testing/workplace.ts';

let store: Awaited<ReturnType<typeof startStore>>;
let toxiproxy: Toxiproxy;

before(async () => {
  [store, toxiproxy] = await Promise.all([startStore(), startToxiproxy()]);
});

after(() => Promise.all([store.server.stop(), toxiproxy.stop()]));

/** `npm run faults` plays them all, each in both containers and at each moment. */
describe('a broadcast is delivered whole in spite of', { concurrency: 5 }, () => {
  for (const cell of eachFaultOnce) {
    it(cellName(cell), async (t) => {
      const servers = { toxiproxy, bucket: store.bucket };
      const { problems, struck, seconds } = await runCell(t, cell, servers, seededRandom(1));
      t.diagnostic(`struck ${struck} in ${seconds.toFixed(1)} s`);
      assert.deepEqual(problems, []);
    });
  }
});

describe('the fault matrix', () => {
  it('has every fault in both containers at each moment', () => {
    assert.equal(new Set(allCells.map(cellName)).size, eachFaultOnce.length * 2 * 3);
  });
});
