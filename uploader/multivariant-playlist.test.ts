import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parse, types } from 'hls-parser';
import { buildMultivariantPlaylist } from './multivariant-playlist.ts';

test('what is known of each Variant Stream is named, and nothing else', () => {
  const known = {
    name: '720p',
    peakBitsPerSecond: 3_000_000.4,
    averageBitsPerSecond: 2_500_000,
    codecs: 'avc1.64001f,mp4a.40.2',
    width: 1280,
    height: 720,
    framesPerSecond: 29.97,
  };
  const unknown = {
    name: 'low',
    peakBitsPerSecond: 500_000,
    averageBitsPerSecond: undefined,
    codecs: null,
    width: null,
    height: null,
    framesPerSecond: null,
  };
  const playlist = parse(buildMultivariantPlaylist([known, unknown]));
  assert.ok(playlist instanceof types.MasterPlaylist);
  const [first, second] = playlist.variants;
  assert.deepEqual(
    [
      first?.uri,
      first?.bandwidth,
      first?.averageBandwidth,
      first?.codecs,
      first?.resolution,
      first?.frameRate,
    ],
    ['720p/index.m3u8', 3_000_001, 2_500_000, 'avc1.64001f,mp4a.40.2', { width: 1280, height: 720 }, 29.97],
  );
  assert.deepEqual([second?.uri, second?.bandwidth, second?.codecs], ['low/index.m3u8', 500_000, undefined]);
});
