import assert from 'node:assert/strict';
import test from 'node:test';
import { fc } from '../fixtures/property-testing.ts';
import { encoderDelay, frameRateArgument, framesInFlight, parseVideoEncoder } from './video-encoder-args.ts';
import { defaultPicture, defaultVariant } from './video-variant.ts';

test('chooses a variant by the source', () => {
  const choose = (width: number, height: number, framesPerSecond: number) => {
    const variant = defaultVariant({ width, height, framesPerSecond });
    return `${variant.name} ${variant.width}x${variant.height} ${variant.videoKbps}k`;
  };
  assert.equal(choose(1920, 1080, 30), '1080p 1920x1080 6000k');
  assert.equal(choose(1920, 1080, 60), '1080p60 1920x1080 9000k');
  assert.equal(choose(3840, 2160, 30), '1080p 1920x1080 6000k');
  assert.equal(choose(641, 361, 25), '360p 640x360 800k');
  assert.equal(choose(1080, 1920, 30), '1080p 606x1080 6000k');
  assert.equal(choose(1, 1, 5), '2p 2x2 400k');
  assert.deepEqual(defaultVariant(defaultPicture).name, '720p');
});

test('never makes a picture larger, faster or odd', () => {
  const size = fc.integer({ min: 2, max: 8192 });
  fc.assert(
    fc.property(size, size, fc.integer({ min: 1, max: 240 }), (width, height, framesPerSecond) => {
      const variant = defaultVariant({ width, height, framesPerSecond });
      assert.ok(variant.width <= Math.max(2, width) && variant.height <= Math.max(2, height));
      assert.ok(variant.width <= 1920 && variant.height <= 1080 && variant.framesPerSecond <= 60);
      assert.equal((variant.width % 2) + (variant.height % 2), 0);
    }),
  );
});

test('holds back at most a third of a second, or two frames', () => {
  for (let rate = 1; rate <= 120; rate += 1) {
    const delay = encoderDelay(rate);
    assert.ok(framesInFlight(delay) <= Math.max(2, rate / 3), `${rate}: ${JSON.stringify(delay)}`);
    assert.ok(delay.threads >= 1 && delay.bFrames <= delay.lookahead);
  }
  assert.deepEqual(encoderDelay(30), { threads: 4, lookahead: 5, bFrames: 2 });
});

test('writes the NTSC rates as fractions', () => {
  assert.deepEqual([30000 / 1001, 29.97, 59.94, 23.976].map(frameRateArgument), [
    '30000/1001',
    '30000/1001',
    '60000/1001',
    '24000/1001',
  ]);
  assert.deepEqual([25, 30, 12.5, 0.5].map(frameRateArgument), ['25', '30', '12.5', '0.5']);
});

test('knows its encoders', () => {
  assert.equal(parseVideoEncoder('h264_nvenc'), 'h264_nvenc');
  assert.throws(() => parseVideoEncoder('mpeg2video'), { code: 'CONFIG_INVALID' });
});
