import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { setImmediate as turn } from 'node:timers/promises';
import { fc } from '../fixtures/property-testing.ts';
import { Prefetch } from './prefetch.ts';

describe('Prefetch', () => {
  it('gives every result in order and keeps to its limits, however the fetches end', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.nat(4)),
        fc.integer({ min: 1, max: 4 }),
        fc.integer({ min: 1, max: 6 }),
        async (turns, parallel, ahead) => {
          let running = 0;
          let untaken = 0;
          const prefetch = new Prefetch<{ n: number; turns: number }, number>(
            { parallel, ahead },
            async (item) => {
              running++;
              untaken++;
              // One more may be on its way to the reader.
              assert.ok(running <= parallel && untaken <= ahead + 1);
              for (let n = 0; n < item.turns; n++) await turn();
              running--;
              return item.n;
            },
          );
          for (const [n, count] of turns.entries()) prefetch.push({ n, turns: count });
          prefetch.end();
          const taken: number[] = [];
          for (let n = await prefetch.next(); n !== undefined; n = await prefetch.next()) {
            taken.push(n);
            untaken--;
          }
          assert.deepEqual(taken, [...turns.keys()]);
        },
      ),
      { numRuns: 50 },
    );
  });

  it('throws what ended it after all that came before', async () => {
    const prefetch = new Prefetch<number, number>({ parallel: 2, ahead: 2 }, async (n) => n);
    prefetch.push(1);
    prefetch.end(new Error('over'));
    assert.equal(await prefetch.next(), 1);
    await assert.rejects(prefetch.next(), /over/);
  });

  it('wakes a reader that waits', async () => {
    const prefetch = new Prefetch<number, number>({ parallel: 2, ahead: 2 }, async (n) => n);
    const first = prefetch.next();
    await turn();
    prefetch.push(7);
    assert.equal(await first, 7);
    const end = prefetch.next();
    await turn();
    prefetch.end();
    assert.equal(await end, undefined);
  });
});
