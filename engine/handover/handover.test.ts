import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, it, type TestContext } from 'node:test';
import { openCatalog } from '../../catalog/catalog.ts';
import { temporaryDirectory } from '../../fixtures/temporary-directory.ts';
import { catalogPath, takeDataDirectory } from '../data-directory.ts';
import { openEngine } from '../open-engine.ts';
import { recordBroadcast } from '../testing/delivered-broadcast.ts';
import { exportBroadcasts, undoExport } from './export-broadcasts.ts';
import { exportTo, importTo, reading, silent } from './testing/carry.ts';

type Places = { readonly root: string; readonly a: string; readonly b: string; readonly usb: string };

function placesOf(t: TestContext): Places {
  const root = temporaryDirectory(t);
  return { root, a: join(root, 'a'), b: join(root, 'b'), usb: join(root, 'usb') };
}

/** An unfinished broadcast `show` at machine a, meant for a bucket that nobody asks. */
function recorded(t: TestContext, originUrls: readonly string[] = ['s3://bucket/live']): Places {
  const places = placesOf(t);
  recordBroadcast({ root: places.a, name: 'show', originUrls });
  return places;
}

const manifestOf = (usb: string) => join(usb, 'surecast-show', 'manifest.jsonl');
const filesIn = (directory: string) =>
  readdirSync(directory, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));
const firstFile = (usb: string) => filesIn(join(usb, 'surecast-show', 'files')).toSorted()[0] ?? '';

/** Changes a manifest as somebody would who knows how it is made. */
function rewrite(path: string, change: (lines: string[]) => string[]): void {
  const lines = change(readFileSync(path, 'utf8').trimEnd().split('\n').slice(0, -1));
  const text = lines.map((line) => `${line}\n`).join('');
  const sha256 = createHash('sha256').update(text).digest('hex');
  writeFileSync(path, `${text}${JSON.stringify({ type: 'end', lines: lines.length, sha256 })}\n`);
}

describe('an export', () => {
  it('is taken over with its queue, and is not delivered from where it was made', async (t) => {
    const { a, b, usb } = recorded(t);
    const { exported } = await exportTo(a, usb);
    assert.deepEqual(
      exported.map(({ broadcast, files, lostFiles }) => [broadcast, files, lostFiles]),
      [['show', 3, 0]],
    );
    reading(a, (catalog) => {
      const [broadcast] = catalog.broadcasts.list();
      assert.notEqual(broadcast?.handedOverAtMs, null);
      assert.equal(catalog.uploads.takeNext(1, Date.now()), undefined);
      assert.equal(catalog.uploads.nextDueMs(1), undefined);
      assert.equal(catalog.uploads.totals(1, 1).pendingFiles, 3);
    });
    const { imported } = await importTo(b, usb);
    assert.deepEqual(imported, [
      { broadcast: 'show', outcome: 'imported', files: 3, bytes: 60_000, lostFiles: 0 },
    ]);
    reading(b, (catalog) => {
      assert.equal(catalog.uploads.totals(1, 1).pendingFiles, 3);
      const upload = catalog.uploads.takeNext(1, Date.now());
      assert.ok(upload !== undefined && existsSync(join(b, upload.path)));
    });
  });

  it('can be made again, and imported again, without any change', async (t) => {
    const { a, b, usb } = recorded(t);
    await exportTo(a, usb);
    const before = readFileSync(manifestOf(usb), 'utf8').split('\n').slice(1, -2);
    const again = await exportBroadcasts({ ...silent, dataDirectory: a, directory: usb, broadcast: 'show' });
    assert.equal(again.exported.length, 1);
    assert.deepEqual(readFileSync(manifestOf(usb), 'utf8').split('\n').slice(1, -2), before);
    await importTo(b, usb);
    assert.equal((await importTo(b, usb)).imported[0]?.outcome, 'known');
    assert.deepEqual((await exportTo(a, usb)).exported, [], 'nothing else is left to export');
  });

  it('is taken back by name, or by importing it where it was made', async (t) => {
    const { a, usb } = recorded(t);
    const isPending = () => reading(a, (catalog) => catalog.uploads.nextDueMs(1) !== undefined);
    await exportTo(a, usb);
    assert.equal(isPending(), false);
    assert.equal(await undoExport(a, 'show'), true);
    assert.equal(isPending(), true);
    assert.equal(await undoExport(a, 'show'), false);
    await exportTo(a, usb);
    assert.equal((await importTo(a, usb)).imported[0]?.outcome, 'taken-back');
    assert.equal(isPending(), true);
  });

  it('comes back with what the other machine delivered', async (t) => {
    const { a, b, usb, root } = recorded(t);
    await exportTo(a, usb);
    await importTo(b, usb);
    reading(b, (catalog) => {
      const upload = catalog.uploads.takeNext(1, Date.now());
      catalog.uploads.apply(upload?.id ?? 0, { type: 'stored' });
      catalog.uploads.apply(upload?.id ?? 0, { type: 'verified', proof: 'sha256-attested', atMs: 1 });
    });
    await exportTo(b, join(root, 'back'));
    assert.equal((await importTo(a, join(root, 'back'))).imported[0]?.outcome, 'returned');
    reading(a, (catalog) => {
      assert.deepEqual(
        [catalog.uploads.totals(1, 1).pendingFiles, catalog.uploads.totals(1, 1).verifiedFiles],
        [2, 1],
      );
      assert.ok(catalog.uploads.takeNext(1, Date.now()) !== undefined);
    });
    await assert.rejects(importTo(b, usb), { code: 'BROADCAST_EXISTS' }, 'the older export');
  });

  it('of another broadcast of that name is refused on both sides', async (t) => {
    const { a, b, usb, root } = recorded(t);
    await exportTo(a, usb);
    recordBroadcast({ root: b, name: 'show', originUrls: ['s3://other'] });
    await assert.rejects(importTo(b, usb), { code: 'BROADCAST_EXISTS' });
    const before = readFileSync(manifestOf(usb), 'utf8');
    await assert.rejects(exportTo(b, usb), { code: 'EXPORT_EXISTS' });
    assert.equal(readFileSync(manifestOf(usb), 'utf8'), before);
    await exportTo(b, join(root, 'other'));
  });

  it('is refused while an engine runs, and a broadcast handed over is not begun again', async (t) => {
    const { a, usb } = recorded(t);
    const held = await takeDataDirectory(a);
    await assert.rejects(exportTo(a, usb), { code: 'DATA_DIR_IN_USE' });
    held.release();
    await exportTo(a, usb);
    const engine = await openEngine({ dataDirectory: a, listener: () => undefined });
    t.after(() => engine.close());
    assert.deepEqual(engine.unfinished(), []);
    await engine.drain();
  });

  it('that holds a file damaged at its source says so, and makes it a gap', async (t) => {
    const { a, b, usb } = recorded(t);
    const [damaged = ''] = filesIn(join(a, 'broadcasts')).toSorted();
    const bytes = readFileSync(damaged);
    bytes.writeUInt8(bytes.readUInt8(7) ^ 1, 7);
    writeFileSync(damaged, bytes);
    assert.equal((await exportTo(a, usb)).exported[0]?.lostFiles, 1);
    await importTo(b, usb);
    reading(b, (catalog) => assert.equal(catalog.media.progress(1)[0]?.gaps, 1));
  });
});

describe('an import', () => {
  it('finds a changed, a missing and a cut file, names them, and enters nothing', async (t) => {
    const hurts: Readonly<Record<string, (path: string) => void>> = {
      changed: (path) => writeFileSync(path, Buffer.alloc(20_000)),
      missing: (path) => rmSync(path),
      cut: (path) => writeFileSync(path, readFileSync(path).subarray(1)),
    };
    for (const hurt of Object.values(hurts)) {
      const { a, b, usb, root } = recorded(t);
      await exportTo(a, usb);
      const path = firstFile(usb);
      hurt(path);
      await assert.rejects(importTo(b, usb), (error: Error & { code?: string }) => {
        assert.equal(error.code, 'EXPORT_DAMAGED');
        assert.ok(error.message.includes(path.slice(path.indexOf('files/'))));
        return true;
      });
      reading(b, (catalog) => assert.deepEqual(catalog.broadcasts.list(), []));
      const { imported } = await importTo(join(root, 'c'), usb, { withoutDamaged: true });
      assert.equal(imported[0]?.lostFiles, 1);
      reading(join(root, 'c'), (catalog) => {
        assert.deepEqual(
          [catalog.media.progress(1)[0]?.segments, catalog.media.progress(1)[0]?.gaps],
          [2, 1],
        );
      });
      // Exported once more it is whole again.
      await exportBroadcasts({ ...silent, dataDirectory: a, directory: usb, broadcast: 'show' });
      assert.equal((await importTo(b, usb)).imported[0]?.outcome, 'imported');
    }
  });

  it('refuses a manifest that was changed, cut, or continued', async (t) => {
    const { a, b, usb } = recorded(t);
    await exportTo(a, usb);
    const whole = readFileSync(manifestOf(usb), 'utf8');
    for (const text of [
      whole.replace('2000', '2001'),
      whole.slice(0, -5),
      whole.slice(0, whole.lastIndexOf('{')),
      `${whole}{}`,
      '',
      'x'.repeat(3_000_000),
    ]) {
      writeFileSync(manifestOf(usb), text);
      await assert.rejects(importTo(b, usb), { code: 'EXPORT_INVALID' });
    }
    writeFileSync(manifestOf(usb), whole.replace('surecast-export/1', 'surecast-export/2'));
    await assert.rejects(importTo(b, usb), { code: 'EXPORT_TOO_NEW' });
  });

  it('never writes outside of the broadcast, whatever the manifest says', async (t) => {
    const { a, b, usb } = recorded(t);
    await exportTo(a, usb);
    const whole = readFileSync(manifestOf(usb), 'utf8');
    for (const path of [
      '../../../evil.ts',
      'broadcasts/show/../../evil.ts',
      '/tmp/evil.ts',
      'broadcasts/other/720p/evil.ts',
      'broadcasts/show/..\\\\evil.ts',
      'receipt-key.pem',
      'catalog.db',
    ]) {
      writeFileSync(manifestOf(usb), whole);
      rewrite(manifestOf(usb), (lines) =>
        lines.map((line) => line.replace(/"path":"[^"]*00000000\.ts"/, `"path":"${path}"`)),
      );
      await assert.rejects(importTo(b, usb), { code: 'EXPORT_INVALID' }, path);
    }
    for (const [pattern, value] of [
      [/"name":"show"/, '"name":"../show"'],
      [/"fileId":\d+/, '"fileId":999'],
      [/"url":"s3:[^"]*"/, '"url":"http://evil"'],
    ] as const) {
      writeFileSync(manifestOf(usb), whole);
      rewrite(manifestOf(usb), (lines) => lines.map((line) => line.replace(pattern, value)));
      await assert.rejects(importTo(b, usb), { code: 'EXPORT_INVALID' }, value);
    }
    if (existsSync(b)) reading(b, (catalog) => assert.deepEqual(catalog.broadcasts.list(), []));
  });

  it('refuses what is no export, and one that is not finished', async (t) => {
    const { a, b, usb } = recorded(t);
    await assert.rejects(importTo(b, usb), { code: 'EXPORT_MISSING' });
    mkdirSync(usb);
    await assert.rejects(importTo(b, usb), { code: 'EXPORT_MISSING' });
    await exportTo(a, usb);
    rmSync(manifestOf(usb));
    await assert.rejects(importTo(b, usb), { code: 'EXPORT_UNFINISHED' });
    assert.equal(
      (await exportTo(a, usb)).exported.length,
      1,
      'a half export is made whole without being named',
    );
    await importTo(b, usb);
  });

  it('is found beside a folder that only has such a name, which alone is none; neither is a file', async (t) => {
    const { a, b, usb } = recorded(t);
    const foreign = join(usb, 'surecast-holidays');
    mkdirSync(foreign, { recursive: true });
    writeFileSync(join(foreign, 'note.txt'), 'not ours');
    await assert.rejects(importTo(b, usb), { code: 'EXPORT_MISSING' });
    await assert.rejects(importTo(b, join(foreign, 'note.txt')), { code: 'EXPORT_MISSING' });
    await exportTo(a, usb);
    const { imported } = await importTo(b, usb);
    assert.deepEqual(
      imported.map(({ broadcast, files }) => [broadcast, files]),
      [['show', 3]],
    );
  });

  it('does not write over a recording that lies there', async (t) => {
    const { a, b, usb } = recorded(t);
    await exportTo(a, usb);
    const lying = join(b, 'broadcasts/show/720p/00000000.ts');
    mkdirSync(dirname(lying), { recursive: true });
    writeFileSync(lying, 'something else');
    openCatalog(catalogPath(b)).close();
    await assert.rejects(importTo(b, usb), { code: 'FILE_CHANGED' });
    assert.equal(readFileSync(lying, 'utf8'), 'something else');
  });

  it('asks where a folder of the other machine is, and whether it holds what was delivered', async (t) => {
    const places = placesOf(t);
    const { a, b, usb, root } = places;
    recordBroadcast({ root: a, name: 'show', originUrls: [`file:${root}/nas`] });
    const delivered = reading(a, (catalog) => {
      const upload = catalog.uploads.takeNext(1, Date.now());
      assert.ok(upload);
      catalog.uploads.apply(upload.id, { type: 'stored' });
      catalog.uploads.apply(upload.id, { type: 'verified', proof: 'sha256-read-back', atMs: 1 });
      return upload;
    });
    await exportTo(a, usb);
    await assert.rejects(importTo(b, usb), { code: 'ORIGIN_ELSEWHERE' });
    const moved = new Map([[`file:${root}/nas`, `file:${root}/volume`]]);
    await assert.rejects(importTo(b, usb, { moved }), { code: 'ORIGIN_ELSEWHERE' });
    mkdirSync(dirname(join(root, 'volume', delivered.key)), { recursive: true });
    writeFileSync(join(root, 'volume', delivered.key), readFileSync(join(a, delivered.path)));
    await importTo(b, usb, { moved });
    reading(b, (catalog) =>
      assert.deepEqual(
        catalog.broadcasts.destinations(1).map(({ url }) => url),
        [`file:${root}/volume`],
      ),
    );
    // Then it is delivered there, to its end.
    const engine = await openEngine({ dataDirectory: b, listener: () => undefined });
    await engine.drain();
    assert.deepEqual(engine.unfinished(), []);
    await engine.close();
    assert.ok(existsSync(join(root, 'volume/show/receipt.json')));
  });
});
