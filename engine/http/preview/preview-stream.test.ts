import assert from 'node:assert/strict';
import test from 'node:test';
import { PreviewStream } from './preview-stream.ts';

/** A connection that takes nothing while it is `full`. */
function sink() {
  const state = { full: false, destroyed: false, text: '' };
  return {
    state,
    get writableLength() {
      return state.full ? 1 : 0;
    },
    write: (bytes: string | Uint8Array) => {
      state.text += Buffer.from(bytes).toString('latin1');
      return true;
    },
    destroy: () => {
      state.destroyed = true;
    },
  };
}

const picture = (text: string) => ({ jpeg: Buffer.from(text), atMs: 0 });

test('frames each picture with its size, and ends it at once', () => {
  const viewer = sink();
  new PreviewStream(viewer).send(picture('one'), 0);
  const part = 'content-type: image/jpeg\r\ncontent-length: 3\r\n\r\none\r\n--surecast-picture\r\n';
  assert.equal(viewer.state.text, `--surecast-picture\r\n${part}`);
});

test('leaves out what a slow viewer has no time for, and goes on with the newest', () => {
  const viewer = sink();
  const stream = new PreviewStream(viewer);
  stream.send(picture('one'), 0);
  viewer.state.full = true;
  for (let atMs = 0; atMs <= 20_000; atMs += 125) stream.send(picture('late'), atMs);
  viewer.state.full = false;
  stream.send(picture('two'), 20_000);
  assert.doesNotMatch(viewer.state.text, /late/);
  assert.match(viewer.state.text, /one.*two/s);
  assert.equal(viewer.state.destroyed, false);
});

test('lets go of a viewer that takes nothing any more', () => {
  const viewer = sink();
  const stream = new PreviewStream(viewer);
  viewer.state.full = true;
  for (const atMs of [1_000, 20_000, 31_000]) stream.send(picture('late'), atMs);
  assert.equal(viewer.state.destroyed, false);
  stream.send(picture('late'), 31_001);
  assert.equal(viewer.state.destroyed, true);
});
