import assert from 'node:assert/strict';
import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { judgeBroadcast } from '../../tests/judge/judge-broadcast.ts';
import { type ScannedSegment, scanMediaPlaylist } from '../../tests/judge/scan-media-playlist.ts';
import { smallPicture } from '../../tests/testing/workplace.ts';
import { Disk } from './disk.ts';
import { lostMs } from './media-time.ts';
import type { Recorded } from './play-scenario.ts';
import { noPowerCut, type PowerCut, type SurvivingEntry, survivors } from './power-cut.ts';
import { type Command, resume } from './resume.ts';
import type { SeededRandom } from './seeded-random.ts';
import { writeTree } from './write-tree.ts';

/** A power cut after so many of the recorded operations. */
export type Cut = PowerCut & { readonly after: number; readonly command: Command };

export type CutOutcome = {
  readonly went: Awaited<ReturnType<typeof resume>>;
  /** Media that had been captured by then and is not delivered, milliseconds. */
  readonly lostMs: number;
  /** Objects that were at the origin at the cut. */
  readonly objectsBefore: number;
  readonly discontinuities: number;
};

/** Most media that a power cut may take, milliseconds. */
const mostLostMs = 1_000;

/**
 * Puts the files as they are after a cut in the place where they were recorded, starts the program on them, and judges what lies
 * at the origin when it has ended. The origin is another machine: it lost nothing.
 * @throws AssertionError for a promise that is broken
 */
export async function cutPower(recorded: Recorded, cut: Cut, random: SeededRandom): Promise<CutOutcome> {
  const { operations, stage, scenario, segments: recordedSegments } = recorded;
  const { place } = stage;
  const disk = new Disk(place.root);
  for (const operation of operations.slice(0, cut.after)) disk.apply(operation);
  const before = lay(place.root, 'origin', survivors(disk, noPowerCut, random));
  lay(place.root, 'data', survivors(disk, cut, random));
  const went = await resume(place, scenario.container, cut.command);
  const segments = await judgeOrigin(recorded);
  const objectsBefore = await assertKept(recorded, before);
  const cutMs = operations[cut.after - 1]?.unixMs ?? 0;
  const lost = lostMs(recordedSegments, segments, cutMs);
  assert.ok(lost <= mostLostMs, `${Math.round(lost)} ms of media are lost`);
  const discontinuities = segments.filter(({ discontinuity }) => discontinuity).length;
  return { went, lostMs: lost, objectsBefore, discontinuities };
}

/** Puts what is below one folder of a tree in the place of what is there. */
function lay(root: string, folder: string, entries: readonly SurvivingEntry[]): readonly SurvivingEntry[] {
  rmSync(join(root, folder), { recursive: true, force: true });
  mkdirSync(root, { recursive: true });
  const chosen = entries.filter(({ path }) => path === folder || path.startsWith(`${folder}/`));
  writeTree(root, chosen);
  return chosen;
}

/** Nothing at all, or a whole broadcast. */
async function judgeOrigin({ stage }: Recorded): Promise<readonly ScannedSegment[]> {
  const { view } = stage.place.folder('origin');
  const object = await view.get('show/180p/index.m3u8');
  if (object === undefined) {
    assert.deepEqual(await view.list(), [], 'what is delivered is in a playlist');
    return [];
  }
  const { segments } = scanMediaPlaylist(object.bytes.toString('utf8'));
  const discontinuities = segments.filter(({ discontinuity }) => discontinuity).length;
  await judgeBroadcast(view, 'show', { ...smallPicture, discontinuities, powerCut: true });
  return segments;
}

/** What was at the origin at the cut still is, with the same bytes; only playlists are replaced. */
async function assertKept({ stage }: Recorded, before: readonly SurvivingEntry[]): Promise<number> {
  const { view } = stage.place.folder('origin');
  const objects = before.filter(({ path, bytes }) => bytes !== undefined && !path.includes('/.surecast-'));
  for (const { path, bytes } of objects) {
    const now = await view.get(path.slice('origin/'.length));
    assert.ok(now !== undefined, `${path} is still there`);
    if (!path.endsWith('.m3u8')) assert.ok(bytes?.equals(now.bytes), `${path} has the bytes that it had`);
  }
  return objects.length;
}
