import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { closeSync, openSync, readdirSync, readFileSync, statSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { watchPlaylists } from '../judge/watch-playlists.ts';
import { encodedFrames, ffmpegsOf } from '../testing/capture-processes.ts';
import { liveArgs } from '../testing/live-args.ts';
import { runSurecast, startSurecast } from '../testing/surecast-process.ts';
import { createWorkplace, smallPicture, type Workplace } from '../testing/workplace.ts';

describe('a catalog that is damaged while the program uses it', () => {
  it('ends the program with its cure, FFmpeg captures on, and every recorded file stays', async (t) => {
    const place = await createWorkplace(t);
    const { url, view } = place.folder('origin');
    const watch = watchPlaylists(t, view, 'show', '180p');
    const program = startSurecast(liveArgs(place, [url]));
    await watch.until(({ segments }) => segments.length >= 3);
    const capturing = ffmpegsOf(place.data);
    assert.equal(capturing.length, 1);
    const before = recordings(place);
    // What SQLite looks at first at each access, so that it meets the damage however much it holds in memory.
    for (const file of ['catalog.db', 'catalog.db-wal', 'catalog.db-shm'])
      fillWithNoise(join(place.data, file));
    const { status, stdout, stderr } = await program.ended;
    assert.equal(status, 1, stdout + stderr);
    assert.match(stderr, /^surecast: The catalog .*catalog\.db is damaged .*\(CATALOG_DAMAGED\)\n\w/m);
    assert.doesNotMatch(stdout + stderr, /^\s+at /m, 'there is no stack trace');

    assert.deepEqual(ffmpegsOf(place.data), capturing, 'FFmpeg captures on');
    const frames = encodedFrames(place.data);
    while (encodedFrames(place.data) < frames + 2 * smallPicture.framesPerSecond) await sleep(100);
    const after = recordings(place);
    for (const [path, bytes] of before) assert.deepEqual(after.get(path), bytes, path);
    for (const pid of capturing) process.kill(pid, 'SIGINT');
    while (ffmpegsOf(place.data).length > 0) await sleep(50);
    await watch.stop();

    const refused = await runSurecast(liveArgs(place, [url]));
    assert.equal(refused.status, 1);
    assert.match(refused.stderr, /\(CATALOG_DAMAGED\)/);
    const log = logFiles(place);
    assert.ok(log.length > 0);
    const delivered = await runSurecast([
      ...['deliver', log[0] ?? '', '--copy', '--broadcast', 'again', '--origin', url],
      ...['--data', join(place.root, 'other')],
    ]);
    assert.equal(delivered.status, 0, delivered.stdout + delivered.stderr);
  });
});

const showFolder = ({ data }: Workplace) => join(data, 'broadcasts', 'show');

/** Segments by path, with their bytes. */
function recordings(place: Workplace): Map<string, Buffer> {
  const folder = join(showFolder(place), '180p');
  const names = readdirSync(folder).filter((name) => /^\d{8}-\w+\.ts$/.test(name));
  return new Map(names.map((name) => [name, readFileSync(join(folder, name))]));
}

function logFiles(place: Workplace): string[] {
  const runs = join(showFolder(place), 'runs');
  const names = readdirSync(runs, { recursive: true, encoding: 'utf8' });
  return names.filter((name) => /log-\d+\.ts$/.test(name)).map((name) => join(runs, name));
}

/** As another program does that writes into a file; its length stays. */
function fillWithNoise(path: string): void {
  const { size } = statSync(path);
  const file = openSync(path, 'r+');
  writeSync(file, randomBytes(size), 0, size, 0);
  closeSync(file);
}
