import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { BroadcastPhase } from '../catalog/broadcasts.ts';
import { makeBroadcast } from '../catalog/testing/test-broadcast.ts';
import { temporaryDirectory } from '../fixtures/temporary-directory.ts';
import { isToBeCaptured } from './resumable.ts';
import { resumeBroadcast } from './resume-broadcast.ts';

test('a broadcast keeps its length while it is on air, unless another one is given', (t) => {
  const { catalog, broadcastId, name } = makeBroadcast(temporaryDirectory(t));
  t.after(() => catalog.close());
  const lengthAfter = (
    phase: BroadcastPhase,
    durationSeconds: number | null | undefined,
    stopAskedAtMs: number | null = null,
  ) => {
    catalog.broadcasts.setDuration(broadcastId, 60);
    catalog.broadcasts.setPhase(broadcastId, phase);
    catalog.broadcasts.setStopAsked(broadcastId, stopAskedAtMs);
    const known = catalog.broadcasts.byName(name);
    assert.ok(known);
    const variants = [{ name: '720p', declaredKbps: 3000 }];
    const order = { ...known, variants, originUrls: ['file:/nowhere'], durationSeconds };
    catalog.transaction(() => resumeBroadcast(catalog, known, order, () => assert.fail('nothing to say')));
    const after = catalog.broadcasts.byName(name);
    assert.ok(after && isToBeCaptured(after));
    return after.durationSeconds;
  };
  assert.equal(lengthAfter('capturing', undefined), 60);
  assert.equal(lengthAfter('capturing', 90), 90);
  assert.equal(lengthAfter('capturing', null), null);
  assert.equal(lengthAfter('delivering', undefined), null);
  assert.equal(lengthAfter('delivering', 90), 90);
  assert.equal(lengthAfter('capturing', undefined, Date.now()), null);
});
