import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fc } from '../../fixtures/property-testing.ts';
import { chooseEvictions } from './choose-evictions.ts';

const held = (key: string, version: number, sizeBytes = 10) => ({ key, version, sizeBytes, sha256: '' });
const keysOf = (view: Parameters<typeof chooseEvictions>[0]) => chooseEvictions(view).map(({ key }) => key);

test('the oldest goes first, what an ended broadcast names only when nothing else is left, what is live never', () => {
  const objects = [held('live', 1), held('ended', 2), held('b', 4), held('a', 3)];
  const view = { objects, heldBytes: 40, live: new Set(['live']), ended: new Set(['ended', 'live']) };
  assert.deepEqual(keysOf({ ...view, keepBytes: 40 }), []);
  assert.deepEqual(keysOf({ ...view, keepBytes: 39 }), ['a']);
  assert.deepEqual(keysOf({ ...view, keepBytes: 25 }), ['a', 'b']);
  assert.deepEqual(keysOf({ ...view, keepBytes: 0 }), ['a', 'b', 'ended']);
});

test('no more is evicted than must be, and enough unless only live is left', () => {
  const object = fc.record({ version: fc.nat(), sizeBytes: fc.nat(100), live: fc.boolean() });
  fc.assert(
    fc.property(fc.array(object), fc.nat(1_000), (made, keepBytes) => {
      const objects = made.map((each, at) => held(`${at}`, each.version, each.sizeBytes));
      const live = new Set(made.flatMap((each, at) => (each.live ? [`${at}`] : [])));
      const heldBytes = objects.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
      const chosen = chooseEvictions({ objects, heldBytes, keepBytes, live, ended: new Set() });
      const leftBytes = heldBytes - chosen.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
      assert.ok(chosen.every(({ key }) => !live.has(key)));
      assert.ok(leftBytes <= keepBytes || chosen.length === objects.length - live.size);
      const last = chosen.at(-1);
      if (last) assert.ok(leftBytes + last.sizeBytes > keepBytes);
    }),
  );
});
