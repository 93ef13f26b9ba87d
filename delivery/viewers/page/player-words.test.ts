import assert from 'node:assert/strict';
import { test } from 'node:test';
import { describeFacts } from './details.mjs';
import { pictureState } from './picture-state.mjs';
import { wordsOf } from './player-words.mjs';

const moving = { ended: false, paused: false, stalled: false, isLive: true, behindLiveSeconds: 6 };

test('the picture’s state is the first that matters to a viewer', () => {
  assert.equal(pictureState(moving), 'live');
  assert.equal(pictureState({ ...moving, behindLiveSeconds: 60 }), 'behind');
  assert.equal(pictureState({ ...moving, isLive: false, behindLiveSeconds: undefined }), 'recording');
  assert.equal(pictureState({ ...moving, stalled: true }), 'stalled');
  assert.equal(pictureState({ ...moving, stalled: true, paused: true }), 'paused');
  assert.equal(pictureState({ ...moving, paused: true, ended: true }), 'ended');
});

test('a refusal shows its own sentence and cure, and hides nothing else', () => {
  const { badge, notice } = wordsOf({ kind: 'denied', message: 'A sentence.', cure: 'A cure.' });
  assert.equal(badge, 'No access');
  assert.deepEqual([notice?.text, notice?.cure], ['A sentence.', 'A cure.']);
  assert.equal(wordsOf({ kind: 'live' }).notice, undefined, 'nothing lies over a picture that moves');
});

test('details are words with units, and say what is not known', () => {
  const facts = {
    edge: 'edge-1',
    behindLiveSeconds: 6.04,
    sinceCaptureSeconds: undefined,
    bufferSeconds: 12,
    rendition: { width: 1280, height: 720, bitsPerSecond: 2_345_678 },
    frames: { shown: 98, dropped: 2 },
  };
  assert.deepEqual(describeFacts(facts), [
    ['Edge', 'edge-1'],
    ['Behind the newest', '6.0 s'],
    ['Since it was captured', 'not known'],
    ['Buffer', '12.0 s'],
    ['Rendition', '1280 × 720, 2.3 Mbit/s'],
    ['Dropped frames', '2 of 100'],
  ]);
});
