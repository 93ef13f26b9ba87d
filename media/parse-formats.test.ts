import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { test } from 'node:test';
import { fc } from '../fixtures/property-testing.ts';
import type { VideoFormat } from './cut.ts';
import { readH264Sps } from './h264-sps.ts';
import { readHevcSps } from './hevc-sps.ts';
import { createLogCutter } from './log-cutter.ts';
import { parseInitSection } from './mp4-init-section.ts';

/** Three frames of this format, packed by FFmpeg. */
function encode(size: string, codec: string, muxer: readonly string[]): Uint8Array {
  const input = ['-f', 'lavfi', '-i', `testsrc2=s=${size}:r=24000/1001`, '-frames:v', '3'];
  const { stdout } = spawnSync('ffmpeg', ['-v', 'error', ...input, ...codec.split(' '), ...muxer, 'pipe:1'], {
    maxBuffer: 2 ** 28,
  });
  return stdout;
}

const mp4 = ['-movflags', 'empty_moov+default_base_moof', '-f', 'mp4'];

for (const [size, codec] of [
  ['1920x1080', '-c:v libx264 -preset ultrafast -profile:v baseline -pix_fmt yuv420p'],
  ['854x480', '-c:v libx264 -preset ultrafast -pix_fmt yuv422p'],
  ['426x240', '-c:v libx264 -preset ultrafast -pix_fmt yuv444p'],
  ['1920x1080', '-c:v libx264 -preset ultrafast -flags +ildct+ilme -profile:v main -pix_fmt yuv420p'],
] as const) {
  test(`H.264 ${size} ${codec}: the same format in both containers`, () => {
    const [width = 0, height = 0] = size.split('x').map(Number);
    const file = Buffer.from(encode(size, codec, mp4));
    const configuration = file.indexOf('avcC') + 5;
    const expected = {
      codec: `avc1.${file.subarray(configuration, configuration + 3).toString('hex')}`,
      width,
      height,
      frameRate: 24000 / 1001,
    };
    assert.deepEqual(parseInitSection(file.subarray(0, file.indexOf('moof') - 4))?.video, expected);
    assert.deepEqual(formatInTs(encode(size, codec, ['-f', 'mpegts'])), expected);
  });
}

test('HEVC: the same format in both containers', () => {
  const codec = '-c:v libx265 -preset ultrafast -x265-params log-level=none -pix_fmt yuv420p';
  const file = Buffer.from(encode('1920x1080', `${codec} -tag:v hvc1`, mp4));
  // Main profile, level 4; x265 says progressive and frame-only in the first constraint byte.
  const expected = { codec: 'hvc1.1.6.L120.90', width: 1920, height: 1080, frameRate: undefined };
  assert.deepEqual(parseInitSection(file.subarray(0, file.indexOf('moof') - 4))?.video, expected);
  assert.deepEqual(formatInTs(encode('1920x1080', codec, ['-f', 'mpegts'])), expected);
});

function formatInTs(bytes: Uint8Array): VideoFormat | undefined {
  const cutter = createLogCutter('ts', { segmentTicks: 180_000 });
  cutter.push(bytes);
  return cutter.videoFormat;
}

test('an initialization section names its tracks, and garbage is none', () => {
  const bytes = encode('160x90', '-c:v libx264 -pix_fmt yuv420p', mp4);
  const moof = Buffer.from(bytes).indexOf('moof') - 4;
  const init = parseInitSection(bytes.subarray(0, moof));
  assert.deepEqual(
    init?.tracks.map(({ id, kind, timescale }) => ({ id, kind, timescale })),
    [{ id: 1, kind: 'video', timescale: 24000 }],
  );
  assert.deepEqual([init?.video?.codec, init?.audioCodec], ['avc1.64000a', undefined]);
  assert.equal(parseInitSection(bytes.subarray(0, moof - 1)), undefined);
  fc.assert(
    fc.property(fc.nat(moof - 1), fc.nat(255), (offset, value) => {
      const changed = Uint8Array.from(bytes.subarray(0, moof));
      changed[offset] = value;
      parseInitSection(changed);
    }),
  );
});

test('parameter sets of garbage never throw', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 100 }), (garbage) => {
      readH264Sps(garbage);
      readHevcSps(garbage);
    }),
    { numRuns: 500 },
  );
});
