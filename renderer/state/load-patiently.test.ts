import assert from 'node:assert/strict';
import { test } from 'node:test';
import { loadPatiently } from './load-patiently.ts';

test('what fails to load is loaded again each time the engine is there, and then given', async () => {
  const steps: string[] = [];
  const loaded = await loadPatiently(
    async () => {
      steps.push('load');
      if (steps.length < 4) throw new Error('away');
      return 'the part';
    },
    async () => void steps.push('wait'),
  );
  assert.equal(loaded, 'the part');
  assert.deepEqual(steps, ['load', 'wait', 'load', 'wait', 'load']);
});

test('what an engine that is there never has is given up after five tries, with the last reason', async () => {
  let tries = 0;
  const load = async (): Promise<never> => {
    tries += 1;
    throw new Error(`no ${tries}`);
  };
  await assert.rejects(
    loadPatiently(load, async () => undefined),
    /no 5/,
  );
  assert.equal(tries, 5);
});
