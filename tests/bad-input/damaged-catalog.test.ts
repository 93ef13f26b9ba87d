import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { existsSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it, type TestContext } from 'node:test';
import SqliteDatabase from 'better-sqlite3';
import { snapshot } from '../../contract/snapshot.ts';
import { judgeBroadcast } from '../judge/judge-broadcast.ts';
import { watchPlaylists } from '../judge/watch-playlists.ts';
import { encodedFrames, ffmpegsOf, killAllOf } from '../testing/capture-processes.ts';
import { expectRefusal } from '../testing/expect-refusal.ts';
import { liveArgs } from '../testing/live-args.ts';
import { stopAtOnce } from '../testing/stop-at-once.ts';
import { runSurecast, startSurecast } from '../testing/surecast-process.ts';
import { createWorkplace, smallPicture, type Workplace } from '../testing/workplace.ts';

const catalogOf = ({ data }: Workplace) => join(data, 'catalog.db');

describe('a catalog whose counts were changed by hand', () => {
  it('is counted again: drain delivers the rest, ends with 0, and status tells the truth', async (t) => {
    const place = await createWorkplace(t);
    const { view } = place.folder('origin');
    // The folder of the origin can't be made: a file lies in its place.
    writeFileSync(join(place.root, 'origin'), '');
    const program = startSurecast(liveArgs(place, [place.folder('origin').url]));
    await program.untilSays(/captured ([2-9]|\d\d+) segments/);
    await stopAtOnce(program);
    const db = new SqliteDatabase(catalogOf(place));
    db.exec('UPDATE destinations SET pending_files = 4711, verified_files = -3, lost_files = 2');
    db.exec('UPDATE variants SET segments = 1000, gaps = 7, ticks = ticks * 9');
    db.close();
    rmSync(join(place.root, 'origin'));
    const drained = await runSurecast(['drain', '--data', place.data]);
    assert.equal(drained.status, 0, drained.stdout + drained.stderr);
    assert.match(drained.stdout, /\(CATALOG_COUNTS\)/);
    const { playlist } = await judgeBroadcast(view, 'show', {
      ...smallPicture,
      frames: encodedFrames(place.data),
    });
    const shown = await runSurecast(['status', '--data', place.data, '--json']);
    const [broadcast] = snapshot.parse(JSON.parse(shown.stdout)).broadcasts;
    const [origin, variant] = [broadcast?.origins[0], broadcast?.variants[0]];
    assert.deepEqual([origin?.pendingFiles, origin?.lostFiles], [0, 0]);
    assert.deepEqual([variant?.segments, variant?.gaps], [playlist.segments.length, 0]);
  });
});

/** A data directory of a broadcast in whose midst everything was killed: all that its catalog knows stands in the -wal. */
async function killedBroadcast(t: TestContext): Promise<Workplace> {
  const place = await createWorkplace(t);
  const { url, view } = place.folder('origin');
  const watch = watchPlaylists(t, view, 'show', '180p');
  const program = startSurecast(liveArgs(place, [url]));
  await watch.until(({ segments }) => segments.length >= 2);
  program.signal('SIGKILL');
  await program.ended;
  killAllOf(place.data);
  while (ffmpegsOf(place.data).length > 0) killAllOf(place.data);
  await watch.stop();
  assert.ok(statSync(`${catalogOf(place)}-wal`).size > 100_000, 'nothing was written back yet');
  return place;
}

describe('a catalog that was not closed', { concurrency: true }, () => {
  const harms: readonly (readonly [string, (wal: string) => void])[] = [
    ['is gone', (wal) => rmSync(wal)],
    ['is noise', (wal) => writeFileSync(wal, randomBytes(statSync(wal).size))],
    ['is empty', (wal) => writeFileSync(wal, '')],
  ];
  for (const [what, harm] of harms) {
    it(`is refused by every command when its -wal ${what}, and is not begun anew`, async (t) => {
      const place = await killedBroadcast(t);
      harm(`${catalogOf(place)}-wal`);
      const refusal = { status: 1, code: 'CATALOG_DAMAGED', names: 'catalog.db' } as const;
      await expectRefusal(liveArgs(place, [place.folder('origin').url], '--duration', '1'), refusal);
      await expectRefusal(['drain', '--data', place.data], refusal);
      await expectRefusal(['status', '--data', place.data], refusal);
      assert.ok(existsSync(join(place.data, 'broadcasts', 'show', '180p')));
    });
  }

  it('is begun anew once it was moved aside', async (t) => {
    const place = await killedBroadcast(t);
    for (const ending of ['', '-wal', '-shm']) rmSync(`${catalogOf(place)}${ending}`, { force: true });
    const { url, view } = place.folder('another');
    const args = liveArgs(place, [url], '--duration', '2').map((word) => (word === 'show' ? 'again' : word));
    const { status, stdout, stderr } = await runSurecast(args);
    assert.equal(status, 0, stdout + stderr);
    await judgeBroadcast(view, 'again', { ...smallPicture, frames: 50 });
  });
});
