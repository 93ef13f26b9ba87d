import assert from 'node:assert/strict';
import test from 'node:test';
import { isBlack, isSamePicture } from './judge-picture.ts';

const picture = (value: (at: number) => number) => Uint8Array.from({ length: 14_400 }, (_, at) => value(at));

test('calls a picture black that is dark but for a speck', () => {
  assert.equal(isBlack(picture(() => 0)), true);
  assert.equal(isBlack(picture((at) => (at < 200 ? 255 : 12))), true);
  assert.equal(isBlack(picture((at) => (at < 400 ? 255 : 12))), false);
  assert.equal(isBlack(picture(() => 40)), false);
});

test('overlooks the breath of an encoder, and neither a digit nor a fade', () => {
  const before = picture((at) => at % 200);
  const changed = (by: (at: number) => number) => picture((at) => (at % 200) + by(at));
  assert.equal(isSamePicture(before, before), true);
  assert.equal(
    isSamePicture(
      before,
      changed((at) => (at % 3 === 0 ? 1 : 0)),
    ),
    true,
  );
  assert.equal(
    isSamePicture(
      before,
      changed((at) => (at === 777 ? 30 : 0)),
    ),
    false,
  );
  assert.equal(
    isSamePicture(
      before,
      changed(() => 1),
    ),
    false,
  );
  assert.equal(isSamePicture(before, new Uint8Array(5)), false);
});
