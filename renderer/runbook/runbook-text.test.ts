import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { alarmKinds, alarmTable } from '../../contract/api/alarm.ts';
import { parseRunbook } from './runbook-text.ts';

test('headings, paragraphs and lists, with code, emphasis and links in them', () => {
  const page =
    '# Title\n`a`, warning.\n\n1. See *this* and [that](frozen.md).\n2. [Out](https://a.example)\n- x\n';
  assert.deepEqual(parseRunbook(page), [
    { type: 'heading', level: 1, text: [{ type: 'text', text: 'Title' }] },
    {
      type: 'paragraph',
      text: [
        { type: 'code', text: 'a' },
        { type: 'text', text: ', warning.' },
      ],
    },
    {
      type: 'list',
      ordered: true,
      items: [
        [
          { type: 'text', text: 'See ' },
          { type: 'emphasis', text: 'this' },
          { type: 'text', text: ' and ' },
          { type: 'page', text: 'that', page: 'frozen' },
          { type: 'text', text: '.' },
        ],
        [{ type: 'text', text: 'Out' }],
      ],
    },
    { type: 'list', ordered: false, items: [[{ type: 'text', text: 'x' }]] },
  ]);
});

test('every alarm’s page begins with its title and says what to do, step by step', async () => {
  for (const kind of alarmKinds) {
    const path = join(import.meta.dirname, '..', '..', 'docs', 'runbook', `${kind}.md`);
    const blocks = parseRunbook(await readFile(path, 'utf8'));
    assert.deepEqual(blocks[0], {
      type: 'heading',
      level: 1,
      text: [{ type: 'text', text: alarmTable[kind].title }],
    });
    assert.ok(
      blocks.some((block) => block.type === 'list' && block.items.length > 1),
      kind,
    );
    assert.ok(
      !JSON.stringify(blocks).includes('|---'),
      `${kind} has a table, which the console does not show`,
    );
  }
});
