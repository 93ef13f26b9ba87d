import assert from 'node:assert/strict';
import { test } from 'node:test';
import { consoleActions } from '../../contract/console-actions.ts';
import { type KeyPress, type Shortcut, shortcutFor } from './shortcuts.ts';

const run = (): void => {};
const shortcuts: readonly Shortcut[] = [
  { ...consoleActions.goLive, action: 'goLive', run },
  { ...consoleActions.showKeys, action: 'showKeys', run },
];
const press: KeyPress = {
  code: 'KeyG',
  key: 'g',
  shiftKey: false,
  ctrlKey: false,
  altKey: false,
  metaKey: false,
  repeat: false,
  taken: false,
};

test('a key means its shortcut by its place', () => {
  assert.equal(shortcutFor(press, shortcuts)?.does, 'Go live');
  assert.equal(shortcutFor({ ...press, code: 'Slash', shiftKey: true }, shortcuts)?.does, 'Show the keys');
});

test('a sign is known by what it writes, on a German layout too', () => {
  const german = { ...press, code: 'Minus', key: '?', shiftKey: true };
  assert.equal(shortcutFor(german, shortcuts)?.does, 'Show the keys');
  assert.equal(shortcutFor({ ...press, code: 'KeyX', key: 'G' }, shortcuts), undefined);
});

test('a key that writes, is held down, or belongs to the browser means nothing', () => {
  for (const other of [
    { taken: true },
    { repeat: true },
    { ctrlKey: true },
    { altKey: true },
    { metaKey: true },
    { shiftKey: true },
    { code: 'KeyX' },
  ])
    assert.equal(shortcutFor({ ...press, ...other }, shortcuts), undefined);
});
