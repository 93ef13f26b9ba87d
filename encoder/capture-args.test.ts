import assert from 'node:assert/strict';
import test from 'node:test';
import { type CaptureOptions, captureArgs } from './capture-args.ts';
import type { CaptureInput } from './inputs/input.ts';
import { videoEncoderArgs, videoEncoders } from './video-encoder-args.ts';
import type { VideoVariant } from './video-variant.ts';

const input: CaptureInput = {
  args: ['-i', 'x'],
  hasVideo: true,
  hasAudio: true,
  audioInput: 0,
  live: true,
  endsByItself: false,
};
const hd: VideoVariant = {
  name: '720p',
  width: 1280,
  height: 720,
  framesPerSecond: 30,
  videoKbps: 3000,
  audioKbps: 128,
};
const sd: VideoVariant = { ...hd, name: '360p', width: 640, height: 360, videoKbps: 800 };
const options: CaptureOptions = {
  input,
  variants: [hd],
  container: 'ts',
  segmentSeconds: 2,
  runDirectory: '/data/run-1',
  timelineOffsetSeconds: 0,
  paced: true,
  encoder: 'libx264',
  ffmpegMajor: 5,
};

/** Values of an option, in order of appearance. */
function valuesOf(option: string, changes: Partial<CaptureOptions> = {}): readonly (string | undefined)[] {
  const args = captureArgs({ ...options, ...changes });
  return args.flatMap((argument, index) => (argument === option ? [args[index + 1]] : []));
}

test('writes the progress file and one log a variant, all cut at the same frames', () => {
  assert.deepEqual(valuesOf('-progress'), ['file:/data/run-1/progress']);
  const two = { variants: [hd, sd] };
  const args = captureArgs({ ...options, ...two });
  assert.ok(args.includes('/data/run-1/720p/log-%06d.ts') && args.includes('/data/run-1/360p/log-%06d.ts'));
  for (const option of ['-force_key_frames', '-g', '-keyint_min', '-sc_threshold', '-segment_time']) {
    const values = valuesOf(option, two);
    assert.equal(values.length, 2, option);
    assert.equal(values[0], values[1], option);
  }
  assert.deepEqual(valuesOf('-force_key_frames'), ['expr:gte(t+0.002,n_forced*2)']);
});

test('takes the audio if it is known, tries it if it is not, and leaves it out', () => {
  const map = (changes: Partial<CaptureInput>) => valuesOf('-map', { input: { ...input, ...changes } });
  assert.deepEqual(map({}), ['0:V:0', '0:a:0']);
  assert.deepEqual(map({ audioInput: 1 }), ['0:V:0', '1:a:0']);
  assert.deepEqual(map({ hasAudio: undefined }), ['0:V:0', '0:a:0?']);
  assert.deepEqual(map({ hasAudio: false }), ['0:V:0']);
  assert.deepEqual(valuesOf('-af', { input: { ...input, hasAudio: false } }), []);
  assert.deepEqual(valuesOf('-af', { input: { ...input, audioInput: 1 } }), [
    'aresample=48000:async=100:flags=res:first_pts=0',
  ]);
});

test('puts every run on the broadcast’s timeline, which begins at 10 s', () => {
  const at = { timelineOffsetSeconds: 3600 };
  assert.deepEqual(valuesOf('-initial_offset'), ['8.600000']);
  assert.deepEqual(valuesOf('-initial_offset', { ...at, container: 'fmp4' }), ['3610.000000']);
  assert.deepEqual(valuesOf('-output_ts_offset', { ...at, ffmpegMajor: 9 }), ['3608.600000']);
});

test('keeps a percent sign in the folder’s name from being a pattern', () => {
  assert.equal(
    captureArgs({ ...options, runDirectory: '/data/100%d' }).at(-1),
    '/data/100%%d/720p/log-%06d.ts',
  );
});

test('bounds what is held back when live, and nothing when not', () => {
  assert.deepEqual(valuesOf('-threads'), ['4']);
  assert.deepEqual(valuesOf('-max_interleave_delta'), ['500000']);
  assert.deepEqual(valuesOf('-threads', { paced: false }), []);
  assert.deepEqual(valuesOf('-max_interleave_delta', { paced: false }), []);
});

test('marks a screen’s colours as what players expect', () => {
  assert.match(
    valuesOf('-vf', { input: { ...input, isRgb: true } })[0] ?? '',
    /out_color_matrix=bt709.*setparams=range=tv/,
  );
  assert.doesNotMatch(valuesOf('-vf')[0] ?? '', /709/);
});

test('ends after a duration', () => {
  assert.deepEqual(valuesOf('-t'), []);
  assert.deepEqual(valuesOf('-t', { durationSeconds: 7.5, variants: [hd, sd] }), ['7.5', '7.5']);
});

test('copies without filters or encoders', () => {
  const copy = (container: 'ts' | 'fmp4', copyVideo: 'h264' | 'hevc') => {
    const args = captureArgs({ ...options, container, encoder: { copyVideo } });
    assert.ok(!args.includes('-vf') && !args.includes('-af') && !args.includes('-force_key_frames'));
    assert.equal(args[args.indexOf('-c') + 1], 'copy');
    return args.includes('hvc1');
  };
  assert.deepEqual(
    [copy('ts', 'h264'), copy('fmp4', 'h264'), copy('ts', 'hevc'), copy('fmp4', 'hevc')],
    [false, false, false, true],
  );
});

test('forces closed GOPs on the grid with every encoder', () => {
  for (const encoder of videoEncoders) {
    const args = videoEncoderArgs(encoder, { ...hd, framesPerSecond: 30000 / 1001 }, 2, true);
    assert.equal(args[args.indexOf('-c:v') + 1], encoder);
    assert.equal(args[args.indexOf('-g') + 1], '60');
    assert.ok(args.includes('-force_key_frames') && args.includes('+cgop'), encoder);
  }
  assert.deepEqual(valuesOf('-init_hw_device', { encoder: 'h264_vaapi' }), ['vaapi=va:/dev/dri/renderD128']);
});
