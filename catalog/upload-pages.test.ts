import assert from 'node:assert/strict';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { temporaryDirectory } from '../fixtures/temporary-directory.ts';
import { openDatabase } from './open-database.ts';
import { Statements } from './statements.ts';
import { enterUploads } from './testing/many-uploads.ts';
import { addSegment, makeBroadcast } from './testing/test-broadcast.ts';
import { type UploadPageQuery, UploadPages } from './upload-pages.ts';

/** Remembers what was asked. */
class NotedStatements extends Statements {
  readonly asked: string[] = [];

  override prepare<Params extends unknown[] | object = unknown[], Row = unknown>(sql: string) {
    this.asked.push(sql);
    return super.prepare<Params, Row>(sql);
  }
}

const first = { offset: 0, limit: 100 };
const nowMs = 1_000;

/** A broadcast `show` with segments of its own, and beside it `other` with a hundred uploads, one in ten pending. */
function queue(t: TestContext) {
  const root = temporaryDirectory(t);
  const broadcast = makeBroadcast(root, { originUrls: ['file:/one', 'file:/two'] });
  const { catalog } = broadcast;
  for (let i = 0; i < 3; i += 1) addSegment(broadcast, { variantId: broadcast.variantIds[0] ?? 0 });
  const otherId = catalog.broadcasts.insert({
    name: 'other',
    container: 'ts',
    segmentMs: 2000,
    targetDurationSeconds: 2,
    settings: '{}',
    startedAtMs: 0,
    variants: [{ name: '720p', declaredKbps: 3000 }],
    originUrls: ['file:/one'],
  });
  const db = openDatabase(join(root, 'catalog.db'));
  const originId = broadcast.originIds[0] ?? 0;
  enterUploads(db, { broadcastId: otherId, originId, count: 100, pendingEvery: 10 });
  t.after(() => {
    db.close();
    catalog.close();
  });
  const sql = new NotedStatements(db);
  return { ...broadcast, otherId, db, sql, pages: new UploadPages(sql) };
}

test('a page has what its filter lets through, in the order of the queue, and the total of all', (t) => {
  const { pages, otherId, broadcastId } = queue(t);
  const page = (query: Partial<UploadPageQuery>) =>
    pages.page({ show: 'pending', ...first, ...query }, nowMs);
  assert.equal(page({}).total, 16);
  assert.equal(page({ show: 'all' }).total, 106);
  assert.equal(page({ broadcastId }).total, 6);
  assert.equal(page({ show: 'all', broadcastId: otherId }).total, 100);
  const all = page({}).items.map(({ id }) => id);
  assert.deepEqual(
    all,
    all.toSorted((a, b) => a - b),
  );
  const pieces = [0, 5, 10, 15].flatMap((offset) => page({ offset, limit: 5 }).items.map(({ id }) => id));
  assert.deepEqual(pieces, all, 'pages join on');
  assert.deepEqual(page({ offset: 16 }).items, []);
  const others = page({ broadcastId: otherId }).items;
  assert.deepEqual(
    new Set(others.map(({ broadcast, state }) => `${broadcast} ${state}`)),
    new Set(['other queued']),
  );
});

test('an upload tells what blocks it and when it is tried next', (t) => {
  const { pages, catalog, broadcastId } = queue(t);
  const error = { code: 'ORIGIN_DENIED', message: 'The key is not known.' } as const;
  const { items } = pages.page({ show: 'pending', broadcastId, ...first }, nowMs);
  const [blocked, waiting, verified] = items.map(({ id }) => id);
  if (blocked === undefined || waiting === undefined || verified === undefined) assert.fail('three at least');
  for (const id of [blocked, waiting, verified]) catalog.uploads.apply(id, { type: 'taken' });
  catalog.uploads.apply(blocked, { type: 'blocked', error, notBeforeMs: 0 });
  catalog.uploads.apply(waiting, { type: 'failed', error, notBeforeMs: nowMs + 500 });
  catalog.uploads.apply(verified, { type: 'stored' });
  catalog.uploads.apply(verified, { type: 'verified', proof: 'sha256-attested', atMs: 900 });
  const page = pages.page({ show: 'blocked', broadcastId, ...first }, nowMs);
  assert.equal(page.total, 1);
  assert.deepEqual(
    { ...page.items[0], key: '', createdAtMs: 0, sizeBytes: 0 },
    {
      id: blocked,
      broadcast: 'show',
      originUrl: 'file:/one',
      key: '',
      kind: 'segment',
      state: 'blocked',
      sizeBytes: 0,
      attempts: 1,
      createdAtMs: 0,
      verifiedAtMs: null,
      notBeforeMs: null,
      error,
    },
  );
  const rest = pages.page({ show: 'all', broadcastId, ...first }, nowMs).items;
  assert.equal(rest.find(({ id }) => id === waiting)?.notBeforeMs, nowMs + 500);
  assert.equal(rest.find(({ id }) => id === verified)?.verifiedAtMs, 900);
  assert.equal(pages.page({ show: 'pending', broadcastId, ...first }, nowMs).total, 5);
});

test('no page looks through rows that it does not show', (t) => {
  const { pages, sql, db, broadcastId } = queue(t);
  for (const show of ['pending', 'blocked', 'all'] as const)
    for (const id of [undefined, broadcastId]) pages.page({ show, broadcastId: id, ...first }, nowMs);
  assert.equal(new Set(sql.asked).size, 10);
  for (const text of sql.asked) {
    const params = { broadcastId, limit: 1, offset: 0, nowMs };
    const plan = db.prepare<[typeof params], { detail: string }>(`EXPLAIN QUERY PLAN ${text}`).all(params);
    const steps = plan.map(({ detail }) => detail);
    const found = steps.filter((step) => /\b(files|f|broadcasts|b)\b/.test(step));
    assert.ok(
      found.every((step) => step.startsWith('SEARCH')),
      steps.join('; '),
    );
    // What is blocked is little; all else comes out of its index in order.
    const isSorted = steps.some((step) => step.includes('TEMP B-TREE'));
    assert.ok(!isSorted || text.includes('uploads_open'), steps.join('; '));
    const scans = steps.filter((step) => /SCAN (u|uploads)\b/.test(step));
    const isAll =
      text.includes('SELECT id FROM uploads ORDER BY id') || text.includes('count(*) AS total FROM uploads');
    assert.ok(
      scans.every((step) => step.includes('INDEX') || isAll),
      steps.join('; '),
    );
  }
});
