import assert from 'node:assert/strict';
import { test } from 'node:test';
import { keyAction } from './keys.mjs';

const press = (key: string, focused = 'BODY', held = {}, usesLetters = true) =>
  keyAction({ key, ctrlKey: false, altKey: false, metaKey: false, ...held }, focused, usesLetters);

test('keys do what the sheet says, in capitals as well', () => {
  const sheet = {
    ' ': 'toggle',
    k: 'toggle',
    M: 'mute',
    f: 'fullscreen',
    L: 'live',
    d: 'details',
    '?': 'keys',
  };
  for (const [key, action] of Object.entries(sheet)) assert.equal(press(key), action);
});

test('space is the button’s or the video’s that has the focus', () => {
  for (const focused of ['BUTTON', 'VIDEO']) assert.equal(press(' ', focused), undefined);
  assert.equal(press('k', 'BUTTON'), 'toggle');
});

test('with letters turned off the space bar is left', () => {
  for (const key of ['k', 'm', 'f', 'l', 'D', '?']) assert.equal(press(key, 'BODY', {}, false), undefined);
  assert.equal(press(' ', 'BODY', {}, false), 'toggle');
});

test('the browser’s own keys, and unknown ones, do nothing', () => {
  for (const held of [{ ctrlKey: true }, { altKey: true }, { metaKey: true }])
    assert.equal(press('f', 'BODY', held), undefined);
  for (const key of ['x', 'Enter', 'constructor', '__proto__']) assert.equal(press(key), undefined);
});
