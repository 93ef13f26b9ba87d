import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fc } from '../fixtures/property-testing.ts';
import { edgeStart, missingRanges, publishableCount } from './live-edge.ts';
import { testRow } from './testing/timeline-row.ts';

const rowsOf = (text: string) =>
  [...text].map((state, sequence) =>
    testRow({
      sequence,
      available: state === '.' ? 0 : 1,
      ...(state === 'g' && { fileId: null, key: null }),
    }),
  );

test('the edge begins so many segments before the newest, and never before the first', () => {
  assert.deepEqual([edgeStart(10, 2), edgeStart(10, 1), edgeStart(0, 2)], [9, 10, 0]);
});

for (const [rows, edgeFrom, count] of [
  ['..x.', 2, 3],
  ['..x.', 3, 3],
  ['....', 3, 0],
  ['...x', 2, 0],
  ['...x', 3, 4],
  ['x.x.x', 1, 1],
  ['..g.', 3, 0],
  ['.gx', 1, 3],
] as const) {
  test(`of ${rows} with the edge from ${edgeFrom} on, ${count} may be published`, () => {
    assert.equal(publishableCount(rowsOf(rows), edgeFrom), count);
  });
}

test('what is published ends with a delivered segment, and nothing of the edge is left out', () => {
  const rows = fc.array(fc.constantFrom('.', 'x', 'g'), { maxLength: 20 }).map((all) => rowsOf(all.join('')));
  fc.assert(
    fc.property(rows, fc.nat(20), (all, edgeFrom) => {
      const published = all.slice(0, publishableCount(all, edgeFrom));
      const last = published.at(-1);
      assert.ok(last === undefined || (last.available === 1 && last.fileId !== null));
      const leftOut = missingRanges(published);
      assert.ok(leftOut.every(({ lastSequence }) => lastSequence < edgeFrom));
      const count = leftOut.reduce((sum, range) => sum + range.lastSequence - range.firstSequence + 1, 0);
      assert.equal(count, published.filter((row) => row.available === 0).length);
    }),
  );
});
