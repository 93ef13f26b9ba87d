import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { UploadItem } from '../../contract/api/upload-item.ts';
import { fc } from '../../fixtures/property-testing.ts';
import { moveRow } from './move-row.ts';
import { emptyCache, type PageCache, pageSize, pagesOf, rowAt, withPage } from './page-cache.ts';
import { nextTry, uploadWords } from './upload-words.ts';

const upload = (id: number): UploadItem => ({
  id,
  broadcast: 'sunday',
  originUrl: 's3://bucket',
  key: `sunday/720p/${id}.ts`,
  kind: 'segment',
  state: 'queued',
  sizeBytes: 1,
  attempts: 0,
  createdAtMs: 0,
  verifiedAtMs: null,
  notBeforeMs: null,
  error: null,
});

/** The engine's answer for a page of a queue that holds so many, numbered from 0. */
const answer = (page: number, total: number) => ({
  total,
  items: Array.from({ length: Math.max(0, Math.min(pageSize, total - page * pageSize)) }, (_, index) =>
    upload(page * pageSize + index),
  ),
});

describe('the parts of the queue that are kept', () => {
  it('are those that rows lie on', () => {
    assert.deepEqual(pagesOf(0, 0), [0]);
    assert.deepEqual(pagesOf(pageSize - 1, pageSize), [0, 1]);
    assert.deepEqual(pagesOf(-5, 3), [0]);
  });

  it('give each row its own upload, or none, and stay few', () => {
    const total = 100_000;
    fc.assert(
      fc.property(fc.array(fc.nat(total - 1), { maxLength: 60 }), (visits) => {
        let cache: PageCache = emptyCache;
        for (const row of visits) {
          for (const page of pagesOf(row, row + 30)) cache = withPage(cache, page, answer(page, total));
          assert.equal(rowAt(cache, row)?.id, row);
        }
        assert.ok(cache.pages.size <= 48);
        for (const [page, items] of cache.pages) assert.equal(items[0]?.id, page * pageSize);
      }),
    );
  });

  it('are dropped behind the end of a queue that shrank', () => {
    const long = withPage(emptyCache, 3, answer(3, 4 * pageSize));
    const short = withPage(long, 0, answer(0, 10));
    assert.equal(short.total, 10);
    assert.equal(rowAt(short, 3 * pageSize), undefined);
    assert.equal(rowAt(short, 9)?.id, 9);
    assert.equal(rowAt(short, 10), undefined);
  });
});

describe('the keys of the list', () => {
  it('lead by rows and by what is in sight, and never out of the list', () => {
    assert.equal(moveRow('ArrowDown', 4, 10, 5), 5);
    assert.equal(moveRow('ArrowUp', 0, 10, 5), 0);
    assert.equal(moveRow('PageDown', 0, 100, 5), 4);
    assert.equal(moveRow('PageUp', 50, 100, 5), 46);
    assert.equal(moveRow('Home', 50, 100, 5), 0);
    assert.equal(moveRow('End', 0, 100, 5), 99);
    assert.equal(moveRow('ArrowDown', 99, 100, 1), 99);
    assert.equal(moveRow('a', 4, 10, 5), undefined);
    assert.equal(moveRow('End', 0, 0, 5), undefined);
  });
});

describe('an upload in words', () => {
  const error = { code: 'ORIGIN_UNREACHABLE', message: 'no' };
  it('tells waiting after a failure from waiting', () => {
    assert.equal(uploadWords({ state: 'queued', error: null }).word, 'Queued');
    assert.equal(uploadWords({ state: 'queued', error }).word, 'Retrying');
    assert.equal(uploadWords({ state: 'blocked', error }).tone, 'bad');
    assert.equal(uploadWords({ state: 'verified', error: null }).tone, 'good');
  });

  it('says when it is tried next, where it waits', () => {
    const at = (state: UploadItem['state'], notBeforeMs: number | null) =>
      nextTry({ state, notBeforeMs }, 1000);
    assert.equal(at('queued', 12_500), 'in 12 s');
    assert.equal(at('blocked', 301_000), 'in 5 min');
    assert.equal(at('queued', 900), 'now');
    assert.equal(at('verified', 9000), '');
    assert.equal(at('queued', null), '');
  });
});
