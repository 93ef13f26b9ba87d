import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { openCatalog } from '../catalog/catalog.ts';
import { progressFileName } from '../encoder/capture-args.ts';
import { startFfmpeg } from '../encoder/ffmpeg-process.ts';
import { temporaryDirectory } from '../fixtures/temporary-directory.ts';
import type { CapturePlan } from './capture-plan.ts';
import { catalogPath } from './data-directory.ts';
import { openEngine } from './open-engine.ts';
import { recordBroadcast } from './testing/delivered-broadcast.ts';

const noCapture: CapturePlan = {
  ffmpegPath: 'ffmpeg',
  buildArgs: () => assert.fail('nothing is captured'),
  endsByItself: false,
  sourceSeconds: undefined,
  paced: true,
  copied: false,
  hasSenses: false,
  stallMs: 10_000,
  firstByteMs: undefined,
};

const show = {
  name: 'show',
  container: 'ts',
  segmentMs: 2_000,
  targetDurationSeconds: 2,
  settings: '{}',
  variants: [{ name: '720p', declaredKbps: 3_000 }],
  originUrls: [],
} as const;

const runDirectory = 'broadcasts/show/runs/1';

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
  const broadcast = engine.begin({ ...show, plan: noCapture });
  await engine.run(broadcast, noCapture);
  assert.equal(engine.broadcastIfAny('show')?.phase, 'complete');
});

/** Six seconds copied of a file by an FFmpeg that finished its output while nobody saw how it ended. */
function copiedUnseen(root: string): void {
  recordBroadcast({ root, name: 'show', originUrls: [`file:${root}-origin`] });
  const catalog = openCatalog(catalogPath(root));
  catalog.durably(() => catalog.broadcasts.setPhase(1, 'capturing'));
  catalog.close();
  mkdirSync(join(root, runDirectory), { recursive: true });
  writeFileSync(join(root, runDirectory, progressFileName), 'progress=end\n');
}

for (const { sourceSeconds, startedAgain } of [
  { sourceSeconds: 6.1, startedAgain: false },
  { sourceSeconds: 60, startedAgain: true },
  { sourceSeconds: undefined, startedAgain: true },
])
  test(`a copy of 6 s is ${startedAgain ? 'gone on with' : 'over'} where its file has ${sourceSeconds} s`, async (t) => {
    const root = join(temporaryDirectory(t), 'data');
    copiedUnseen(root);
    const engine = await openEngine({ dataDirectory: root, listener: () => undefined });
    t.after(() => engine.close());
    const started: number[] = [];
    const plan: CapturePlan = {
      ...noCapture,
      buildArgs: ({ takenSeconds }) => {
        started.push(takenSeconds);
        throw new Error('started');
      },
      endsByItself: true,
      paced: false,
      copied: true,
      sourceSeconds,
    };
    await engine
      .run(engine.begin({ ...show, plan }), plan)
      .catch((error: Error) => assert.equal(error.message, 'started'));
    assert.deepEqual(started, startedAgain ? [6] : []);
  });

test('an FFmpeg that lives on is left alone where the program ends while it takes it up', async (t) => {
  const root = join(temporaryDirectory(t), 'data');
  copiedUnseen(root);
  const runDir = join(root, runDirectory);
  const picture = ['-re', '-f', 'lavfi', '-i', 'testsrc=s=64x48', '-f', 'null', '-'];
  const args = ['-nostdin', '-progress', `file:${join(runDir, progressFileName)}`, ...picture];
  const living = await startFfmpeg({ ffmpegPath: 'ffmpeg', args, runDir });
  t.after(() => living.kill());
  const engine = await openEngine({ dataDirectory: root, listener: () => undefined });
  const running = engine.run(engine.begin({ ...show, plan: noCapture }), noCapture);
  await engine.close();
  await running;
  assert.equal(living.isAlive(), true);
});
