import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { buffer } from 'node:stream/consumers';
import { test } from 'node:test';
import { BodyPace, type BodyPaceOptions } from './body-pace.ts';
import { createLaneShare, LaneShare } from './lane-share.ts';
import { PacedBody } from './paced-body.ts';
import { createRateBucket, RateBucket } from './rate-bucket.ts';

const nothing = () => undefined;

function paceOf(options: Partial<BodyPaceOptions>): BodyPace {
  const without = { bucket: undefined, lanes: undefined, isBackfill: false };
  return new BodyPace({ ...without, onWaiting: nothing, ...options });
}

test('a paced body has the same bytes, later than without a cap', async () => {
  const bytes = randomBytes(40_000);
  const pace = paceOf({ bucket: new RateBucket(createRateBucket(100_000)) });
  assert.deepEqual(await buffer(new PacedBody(bytes, pace, undefined)), bytes);
  assert.ok(pace.waitedMs > 0);
});

test('a body whose request was given up sends nothing more, and no error comes of it', async () => {
  const stopping = new AbortController();
  const lanes = new LaneShare(createLaneShare(), 0.1);
  lanes.setLiveBodies(1);
  let waits = 0;
  const onWaiting = () => {
    waits += 1;
  };
  const pace = paceOf({ lanes, isBackfill: true, onWaiting });
  const body = new PacedBody(randomBytes(1000), pace, stopping.signal);
  body.on('data', () => assert.fail('nothing was to be sent'));
  stopping.abort();
  await once(body, 'close');
  assert.equal(waits, 1);
});

test('with a small cap bodies take turns in small pieces, with none in larger ones', () => {
  const chunkOf = (bytesPerSecond: number) =>
    paceOf({ bucket: new RateBucket(createRateBucket(bytesPerSecond)) }).chunkBytes;
  assert.deepEqual([chunkOf(8_000), chunkOf(1_000_000), chunkOf(1e9)], [512, 25_000, 65_536]);
});
