import assert from 'node:assert/strict';
import { test } from 'node:test';
import { headingAnchors, relativeLinks } from './links.ts';

test('relative links and pictures are found, URLs and code are not', () => {
  const page =
    '[a](docs/a.md) ![b](b.png) [`c.ts`](../c.ts#x) [d](https://d.example) `[e](e.md)`\n```\n[f](f.md)\n```\n';
  assert.deepEqual(relativeLinks(page), ['docs/a.md', 'b.png', '../c.ts#x']);
});

test('headings get the anchors that GitHub gives them', () => {
  assert.deepEqual(headingAnchors('# Exit status\n\n## `live`: what it does\n'), [
    'exit-status',
    'live-what-it-does',
  ]);
});
