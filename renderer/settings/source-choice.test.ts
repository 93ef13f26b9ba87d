import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseSource } from '../../encoder/source.ts';
import { readSource, writeSource } from './source-choice.ts';

const sources = [
  'test',
  'screen',
  'screen:0',
  'screen:0,audio:hw:1',
  'device:/dev/video0',
  'device:Cam, the 2nd,audio:Mic',
  '/videos/talk.mp4',
  'screens.mp4',
  'file:test',
  'file:/videos/talk.mp4',
  'srt://:9000?mode=listener',
];

test('a source is the same again, and of the kind that the program takes it for', () => {
  for (const source of sources) {
    const choice = readSource(source);
    assert.equal(writeSource(choice), source);
    const { kind } = parseSource(source);
    assert.equal(choice.kind, kind === 'file' || kind === 'url' ? 'address' : kind);
  }
});

test('the sound beside a device is told apart', () => {
  assert.deepEqual(readSource('device:Cam, the 2nd,audio:hw:1,0'), {
    kind: 'device',
    video: 'device:Cam, the 2nd',
    audio: 'hw:1,0',
  });
});

test('a path can be typed letter by letter, also through one of the words', () => {
  for (const path of ['test.mp4', 'screen', 'device:1', 'file:x'])
    for (let end = 0; end <= path.length; end += 1) {
      const typed = path.slice(0, end);
      assert.deepEqual(readSource(writeSource({ kind: 'address', address: typed })), {
        kind: 'address',
        address: typed,
      });
    }
});
