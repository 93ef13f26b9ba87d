import assert from 'node:assert/strict';
import {
  existsSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import SqliteDatabase from 'better-sqlite3';
import type { ErrorCode } from '../contract/error-codes.ts';
import { SurecastError } from '../contract/surecast-error.ts';
import { fc } from '../fixtures/property-testing.ts';
import { temporaryDirectory } from '../fixtures/temporary-directory.ts';
import { openCatalog, openCatalogReadOnly } from './catalog.ts';
import { initialSchema } from './migrations/0001-initial.ts';
import { schemaVersion } from './migrations.ts';
import { openDatabase } from './open-database.ts';
import { addSegment, makeBroadcast } from './testing/test-broadcast.ts';

const withCode = (code: ErrorCode) => (error: unknown) =>
  error instanceof SurecastError && error.code === code;

/** A catalog with a few hundred rows, closed. @returns its path */
function madeCatalog(root: string): string {
  const broadcast = makeBroadcast(root);
  const variantId = broadcast.variantIds[0] ?? 0;
  broadcast.catalog.transaction(() => {
    for (let i = 0; i < 300; i += 1) addSegment(broadcast, { variantId });
  });
  broadcast.catalog.close();
  return join(root, 'catalog.db');
}

test('a new catalog has the schema of this program, and is found again', (t) => {
  const path = join(temporaryDirectory(t), 'catalog.db');
  for (const _ of ['made', 'found']) {
    const db = openDatabase(path);
    assert.equal(db.pragma('user_version', { simple: true }), schemaVersion);
    assert.equal(db.pragma('journal_mode', { simple: true }), 'wal');
    assert.equal(db.pragma('foreign_keys', { simple: true }), 1);
    db.close();
  }
});

/** A catalog as the first version of the program left it, with its WAL, closed by a kill. */
function firstCatalog(root: string): string {
  const path = join(root, 'catalog.db');
  const db = new SqliteDatabase(path);
  db.pragma('journal_mode = WAL');
  db.exec(initialSchema);
  db.pragma('user_version = 1');
  db.exec(`INSERT INTO broadcasts VALUES (1, 'show', 'delivering', 'ts', 2000, 2, '{}', 1, 2);
    INSERT INTO origins VALUES (1, 'file:/a', NULL);
    INSERT INTO destinations (broadcast_id, origin_id) VALUES (1, 1)`);
  return path;
}

test('a catalog of the first program is read as it is, and brought up to date by its next owner', (t) => {
  const path = firstCatalog(temporaryDirectory(t));
  const before = readFileSync(path);
  for (const open of [openCatalogReadOnly, openCatalog]) {
    const catalog = open(path);
    const [broadcast] = catalog.broadcasts.list();
    assert.deepEqual([broadcast?.name, broadcast?.durationSeconds], ['show', null]);
    assert.deepEqual(catalog.broadcasts.destinations(1), [
      { id: 1, url: 'file:/a', capabilities: null, complete: 0, optional: 0, deliveryOrder: 'complete' },
    ]);
    if (open === openCatalogReadOnly) assert.deepEqual(readFileSync(path), before);
    catalog.close();
  }
  const db = new SqliteDatabase(path);
  assert.equal(db.pragma('user_version', { simple: true }), schemaVersion);
  db.close();
});

test('a catalog of a newer program is refused, to write and to read, and left as it is', (t) => {
  const path = madeCatalog(temporaryDirectory(t));
  const db = new SqliteDatabase(path);
  db.pragma(`user_version = ${schemaVersion + 1}`);
  db.close();
  const before = readFileSync(path);
  assert.throws(() => openCatalog(path), withCode('CATALOG_TOO_NEW'));
  assert.throws(() => openCatalogReadOnly(path), withCode('CATALOG_TOO_NEW'));
  assert.deepEqual(readFileSync(path), before);
});

test('a file that is no catalog is called damaged, and can be moved aside at once', (t) => {
  const root = temporaryDirectory(t);
  const path = join(root, 'catalog.db');
  for (const content of ['hello '.repeat(1000), '\0'.repeat(8192), 'SQLite format 3\0 but nothing more']) {
    writeFileSync(path, content);
    assert.throws(() => openCatalog(path), withCode('CATALOG_DAMAGED'));
    renameSync(path, `${path}.aside`);
    assert.ok(!existsSync(`${path}-wal`));
  }
});

test('a catalog that was cut off is called damaged', (t) => {
  const path = madeCatalog(temporaryDirectory(t));
  truncateSync(path, 20_000);
  assert.throws(() => openCatalog(path), withCode('CATALOG_DAMAGED'));
});

test('wherever a catalog is damaged, it opens or is refused as what it is', (t) => {
  const root = temporaryDirectory(t);
  const whole = readFileSync(madeCatalog(root));
  const path = join(root, 'damaged.db');
  const refused = new Set<string>();
  const place = fc.oneof(fc.nat(200), fc.nat(whole.length - 1));
  fc.assert(
    fc.property(place, fc.uint8Array({ minLength: 1, maxLength: 300 }), (at, bytes) => {
      const damaged = Buffer.from(whole);
      damaged.set(bytes.subarray(0, damaged.length - at), at);
      for (const end of ['', '-wal', '-shm']) rmSync(`${path}${end}`, { force: true });
      writeFileSync(path, damaged);
      try {
        openCatalog(path).close();
      } catch (error) {
        assert.ok(error instanceof SurecastError, String(error));
        refused.add(error.code);
      }
    }),
    { numRuns: 150 },
  );
  refused.delete('CATALOG_TOO_NEW');
  assert.deepEqual([...refused], ['CATALOG_DAMAGED']);
});

test('a place that can not be written is named as that', (t) => {
  const root = temporaryDirectory(t);
  mkdirSync(join(root, 'catalog.db'));
  assert.throws(() => openCatalog(join(root, 'catalog.db')), withCode('DATA_DIR_UNWRITABLE'));
});

test('a reader looks while a writer works, and sees whole transactions', (t) => {
  const root = temporaryDirectory(t);
  const broadcast = makeBroadcast(root);
  const reader = openCatalogReadOnly(join(root, 'catalog.db'));
  const variantId = broadcast.variantIds[0] ?? 0;
  const seen = () => reader.uploads.totals(broadcast.broadcastId, broadcast.originIds[0] ?? 0).pendingFiles;
  broadcast.catalog.transaction(() => {
    addSegment(broadcast, { variantId });
    assert.equal(seen(), 0);
    addSegment(broadcast, { variantId });
  });
  assert.equal(seen(), 2);
  reader.close();
  broadcast.catalog.close();
});

for (const statement of [
  'DROP TABLE live_gaps',
  'DROP TABLE segments',
  'DROP TRIGGER upload_ended',
  'DROP INDEX uploads_next',
]) {
  test(`a catalog after ${statement} is refused, to write and to read`, (t) => {
    const path = madeCatalog(temporaryDirectory(t));
    changeByHand(path, statement);
    for (const open of [openCatalog, openCatalogReadOnly]) {
      assert.throws(() => open(path), withCode('CATALOG_DAMAGED'));
    }
  });
}

for (const statement of ['DELETE FROM origins', 'DELETE FROM files']) {
  test(`a catalog whose rows contradict each other after ${statement} is refused`, (t) => {
    const path = madeCatalog(temporaryDirectory(t));
    changeByHand(path, statement);
    assert.throws(() => openCatalog(path), withCode('CATALOG_DAMAGED'));
  });
}

/** As someone does who tries to help. */
function changeByHand(path: string, statement: string): void {
  const db = new SqliteDatabase(path);
  db.pragma('foreign_keys = OFF');
  db.exec(statement);
  db.close();
}
