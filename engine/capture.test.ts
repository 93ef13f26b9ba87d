import assert from 'node:assert/strict';
import { join } from 'node:path';
import { test } from 'node:test';
import { openCatalog } from '../catalog/catalog.ts';
import { temporaryDirectory } from '../fixtures/temporary-directory.ts';
import type { CapturePlan } from './capture-plan.ts';
import { catalogPath } from './data-directory.ts';
import { openEngine } from './open-engine.ts';
import { recordBroadcast } from './testing/delivered-broadcast.ts';

const noCapture: CapturePlan = {
  ffmpegPath: 'ffmpeg',
  buildArgs: () => assert.fail('nothing is captured'),
  endsByItself: false,
  paced: true,
  copied: false,
  hasSenses: false,
  stallMs: 10_000,
  firstByteMs: undefined,
};

/** Three segments of two seconds, their run at its end, and the broadcast still on air: as a kill in that moment leaves it. */
function killedAtTheEnd(root: string): void {
  recordBroadcast({ root, name: 'show', originUrls: [`file:${root}-origin`] });
  const catalog = openCatalog(catalogPath(root));
  catalog.durably(() => {
    catalog.runs.end(1);
    catalog.broadcasts.setPhase(1, 'capturing');
    catalog.broadcasts.setDuration(1, 6);
  });
  catalog.close();
}

test('a broadcast that has all that it shall have is not captured any further', async (t) => {
  const root = join(temporaryDirectory(t), 'data');
  killedAtTheEnd(root);
  const engine = await openEngine({ dataDirectory: root, listener: () => undefined });
  t.after(() => engine.close());
  const broadcast = engine.begin({
    name: 'show',
    container: 'ts',
    segmentMs: 2_000,
    targetDurationSeconds: 2,
    settings: '{}',
    variants: [{ name: '720p', declaredKbps: 3_000 }],
    originUrls: [],
    plan: noCapture,
  });
  await engine.run(broadcast, noCapture);
  assert.equal(engine.broadcastIfAny('show')?.phase, 'complete');
});
