import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { closeSync, ftruncateSync, openSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { cp, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import SqliteDatabase from 'better-sqlite3';
import { sha256Of } from '../judge/judge-receipt.ts';
import { watchPlaylists } from '../judge/watch-playlists.ts';
import { expectRefusal } from '../testing/expect-refusal.ts';
import { liveArgs } from '../testing/live-args.ts';
import { runSurecast, startSurecast } from '../testing/surecast-process.ts';
import { createWorkplace, type Workplace } from '../testing/workplace.ts';

const damaged = { status: 1, code: 'CATALOG_DAMAGED', names: 'catalog.db' } as const;

/** What is done to a catalog, and what any command says then. */
const catalogs: readonly (readonly [
  string,
  (catalog: string) => void,
  { readonly status: 1 | 2; readonly code: string; readonly names?: string },
])[] = [
  ['random bytes', (catalog) => writeFileSync(catalog, randomBytes(40_000)), damaged],
  ['cut off', (catalog) => truncate(catalog, 9_000), damaged],
  ['emptied', (catalog) => truncate(catalog, 0), damaged],
  ['with a page of noise', (catalog) => overwrite(catalog, 8_192, randomBytes(4_096)), damaged],
  ['by a newer program', (catalog) => setVersion(catalog, 9_999), { status: 1, code: 'CATALOG_TOO_NEW' }],
];

describe('a data directory that can’t be used', { concurrency: true }, () => {
  let recorded: Workplace;
  const cleaning: (() => unknown)[] = [];

  before(async () => {
    recorded = await createWorkplace({ after: (work) => void cleaning.push(work as () => unknown) });
    const url = recorded.folder('origin').url;
    const end = await runSurecast(liveArgs(recorded, [url], '--duration', '2'));
    assert.equal(end.status, 0, end.stderr);
  });

  after(() => Promise.all(cleaning.map((work) => work())));

  for (const [what, harm, refusal] of catalogs) {
    it(`is refused with a catalog ${what}, and left as it is`, async (t) => {
      const place = await createWorkplace(t);
      await cp(recorded.data, place.data, { recursive: true });
      harm(join(place.data, 'catalog.db'));
      const before = recordings(place.data);
      await expectRefusal(liveArgs(place, [place.folder('origin').url], '--duration', '1'), refusal);
      await expectRefusal(['drain', '--data', place.data], refusal);
      // Looking may do without the page that is damaged.
      if (!what.includes('page')) {
        await expectRefusal(['status', '--data', place.data], refusal);
        await expectRefusal(['verify', 'show', '--data', place.data], refusal);
      }
      assert.deepEqual(recordings(place.data), before);
    });
  }

  it('is refused with a folder in the catalog’s place', async (t) => {
    const { data } = await createWorkplace(t);
    await mkdir(join(data, 'catalog.db'), { recursive: true });
    const refusal = { status: 2, code: 'DATA_DIR_UNWRITABLE', names: 'catalog.db' } as const;
    await expectRefusal(['live', '--data', data, '--duration', '1'], refusal);
    await expectRefusal(['status', '--data', data], refusal);
  });

  it('is refused where none can be made', async (t) => {
    const { root } = await createWorkplace(t);
    await writeFile(join(root, 'file'), '');
    const refusal = { status: 2, code: 'DATA_DIR_UNWRITABLE' } as const;
    for (const data of [join(root, 'file'), join(root, 'file', 'below'), '/proc/surecast', '/dev/null']) {
      await expectRefusal(['live', '--data', data, '--duration', '1'], { ...refusal, names: data });
    }
  });

  it('is named where there is none', async (t) => {
    const { data } = await createWorkplace(t);
    const refusal = { status: 2, code: 'DATA_DIR_MISSING', names: data } as const;
    await expectRefusal(['status', '--data', data], refusal);
    await expectRefusal(['drain', '--data', data], refusal);
    await expectRefusal(['verify', 'show', '--data', data], { status: 2, code: 'BROADCAST_UNKNOWN' });
  });

  it('knows its broadcasts, and says which when asked for another', async () => {
    const refusal = { status: 2, code: 'BROADCAST_UNKNOWN', names: 'show' } as const;
    await expectRefusal(['verify', 'other', '--data', recorded.data], refusal);
  });

  it('does not take up a broadcast that has ended', async () => {
    const before = recordings(recorded.data);
    const args = liveArgs(recorded, [recorded.folder('origin').url], '--duration', '1');
    await expectRefusal(args, { status: 2, code: 'BROADCAST_ENDED', names: 'show' });
    assert.deepEqual(recordings(recorded.data), before);
  });
});

describe('a data directory whose engine is running', () => {
  it('is refused to every other engine, and its broadcast goes on', async (t) => {
    const place = await createWorkplace(t);
    const folder = place.folder('origin');
    const watch = watchPlaylists(t, folder.view, 'show', '180p');
    const program = startSurecast(liveArgs(place, [folder.url]));
    await watch.until((playlist) => playlist.segments.length >= 1);
    const refusal = { status: 1, code: 'DATA_DIR_IN_USE', names: place.data } as const;
    await expectRefusal(liveArgs(place, [folder.url]), refusal);
    await expectRefusal(['live', '--data', place.data, '--broadcast', 'other'], refusal);
    await expectRefusal(['drain', '--data', place.data], refusal);
    const status = await runSurecast(['status', '--data', place.data]);
    assert.deepEqual([status.status, /an engine is running/.test(status.stdout)], [0, true]);
    program.signal('SIGINT');
    assert.equal((await program.ended).status, 0);
    await watch.stop();
  });
});

/** All that was recorded, by path and hash; the catalog itself too. SQLite's own helpers come and go. */
function recordings(data: string): string[] {
  return readdirSync(data, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && !/-(wal|shm)$|engine\.lock/.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name))
    .map((path) => `${path.slice(data.length)} ${sha256Of(readFileSync(path))}`)
    .toSorted();
}

function truncate(path: string, length: number): void {
  const file = openSync(path, 'r+');
  ftruncateSync(file, length);
  closeSync(file);
}

function overwrite(path: string, offset: number, bytes: Uint8Array): void {
  const content = readFileSync(path);
  content.set(bytes, offset);
  writeFileSync(path, content);
}

function setVersion(path: string, version: number): void {
  const db = new SqliteDatabase(path);
  db.pragma(`user_version = ${version}`);
  db.close();
}
