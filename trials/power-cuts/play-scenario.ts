import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type ScannedSegment, scanMediaPlaylist } from '../../tests/judge/scan-media-playlist.ts';
import { Disk } from './disk.ts';
import type { FileOperation } from './file-operation.ts';
import { noPowerCut, survivors } from './power-cut.ts';
import { readRecording } from './recording.ts';
import type { Scenario, Stage } from './scenario.ts';
import { SeededRandom } from './seeded-random.ts';

/** A life of the program, as it was written down. */
export type Recorded = {
  readonly scenario: Scenario;
  readonly stage: Stage;
  readonly operations: readonly FileOperation[];
  /** What was delivered in the end. */
  readonly segments: readonly ScannedSegment[];
};

/**
 * Plays a scenario under strace, and makes sure that the recording is whole: carried out from first to last on an
 * empty disk it gives, byte for byte, the files that are really there.
 */
export async function playScenario(scenario: Scenario, stage: Stage): Promise<Recorded> {
  await scenario.play(stage);
  const { root } = stage.place;
  const operations = await readRecording(stage.logPath, root);
  const disk = new Disk(root);
  for (const operation of operations) disk.apply(operation);
  assertSame(root, disk);
  const playlist = await stage.place.folder('origin').view.get('show/180p/index.m3u8');
  const { segments } = scanMediaPlaylist(playlist?.bytes.toString('utf8') ?? '');
  return { scenario, stage, operations, segments };
}

/** SQLite's index of the log is written through memory, and built anew after a power cut. */
const isRecorded = (path: string): boolean => /^(data|origin)\b/.test(path) && !path.endsWith('.db-shm');

function assertSame(root: string, disk: Disk): void {
  const replayed = survivors(disk, noPowerCut, new SeededRandom('')).filter(({ path }) => isRecorded(path));
  const there = readdirSync(root, { recursive: true, encoding: 'utf8' }).filter(isRecorded);
  assert.deepEqual(replayed.map(({ path }) => path).toSorted(), there.toSorted(), 'the recording is whole');
  for (const { path, bytes } of replayed) {
    if (bytes !== undefined)
      assert.ok(readFileSync(join(root, path)).equals(bytes), `${path} is as it was recorded`);
  }
}
