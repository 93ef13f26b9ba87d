import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fc } from '../../../fixtures/property-testing.ts';
import { createNewsWatch } from './edge-news.mjs';

const others = ['edge-b', 'edge-c'];
const at = (pathway: string, newestSegment: number, unchangedReloads: number) => ({
  pathway,
  newestSegment,
  unchangedReloads,
});

test('an edge is left once its playlist was the same for four reloads', () => {
  const news = createNewsWatch();
  for (const unchanged of [0, 1, 2, 3]) assert.deepEqual(news.hear(at('edge-a', 7, unchanged), others), []);
  assert.deepEqual(news.hear(at('edge-a', 7, 4), others), others);
});

test('an edge that was left has its turn again after news', () => {
  const news = createNewsWatch();
  news.hear(at('edge-a', 7, 4), ['edge-b']);
  assert.deepEqual(news.hear(at('edge-b', 7, 4), ['edge-a']), [], 'neither has anything new');
  news.hear(at('edge-b', 8, 0), ['edge-a']);
  assert.deepEqual(news.hear(at('edge-b', 8, 4), ['edge-a']), ['edge-a']);
});

test('who is led back to an edge without news leaves it again', () => {
  const news = createNewsWatch();
  news.hear(at('edge-a', 7, 4), ['edge-b']);
  assert.deepEqual(news.hear(at('edge-a', 7, 5), ['edge-b']), ['edge-b']);
});

test('while a broadcast pauses for all, each edge is left at most once, however far each had come', () => {
  const pausedAt = fc.array(fc.integer({ min: 0, max: 9 }), { minLength: 1, maxLength: 6 });
  fc.assert(
    fc.property(pausedAt, (segments) => {
      const news = createNewsWatch();
      const newest = new Map(segments.map((segment, edge) => [`edge-${edge}`, segment]));
      // Nothing is newer than what the viewer has already.
      news.hear(at('edge-0', 9, 0), []);
      const left: string[] = [];
      let here = 'edge-0';
      for (let reload = 0; reload < 50; reload++) {
        const rest = [...newest.keys()].filter((each) => each !== here);
        const [next] = news.hear(at(here, newest.get(here) ?? 0, 4 + reload), rest);
        if (next === undefined) continue;
        left.push(here);
        here = next;
      }
      assert.equal(new Set(left).size, left.length);
      assert.equal(left.length, newest.size - 1, 'each was tried');
    }),
  );
});
