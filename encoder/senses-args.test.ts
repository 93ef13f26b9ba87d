import assert from 'node:assert/strict';
import test from 'node:test';
import { type CaptureOptions, captureArgs } from './capture-args.ts';
import type { CaptureInput } from './inputs/input.ts';
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
const options: CaptureOptions = {
  input,
  variants: [hd, { ...hd, name: '360p', width: 640, height: 360 }],
  container: 'ts',
  segmentSeconds: 2,
  runDirectory: '/data/run-1',
  timelineOffsetSeconds: 0,
  paced: true,
  encoder: 'libx264',
  ffmpegMajor: 5,
  sensesDirectory: '/memory/50%',
};

/** What stands behind the last variant's log. */
function second(changes: Partial<CaptureInput> = {}, more: Partial<CaptureOptions> = {}): readonly string[] {
  const args = captureArgs({ ...options, ...more, input: { ...input, ...changes } });
  return args.slice(args.indexOf('/data/run-1/360p/log-%06d.ts') + 1);
}

const valuesOf = (args: readonly string[], option: string): readonly (string | undefined)[] =>
  args.flatMap((argument, at) => (argument === option ? [args[at + 1]] : []));

test('leaves the variants as they are, and makes nothing where nobody watches', () => {
  const { sensesDirectory: _, ...without } = options;
  const args = captureArgs(without);
  assert.deepEqual(captureArgs(options).slice(0, args.length), args);
  assert.equal(args.at(-1), '/data/run-1/360p/log-%06d.ts');
});

test('hands every packet of the second outputs to a thread that drops rather than waits', () => {
  const args = second();
  const outputs = args.filter((argument) => argument.endsWith('.avi'));
  assert.deepEqual(outputs, ['/memory/50%%/pictures-%d.avi', '/memory/50%%/sound-%d.avi']);
  for (const [option, value] of [
    ['-f', 'fifo'],
    ['-drop_pkts_on_overflow', '1'],
    ['-attempt_recovery', '1'],
    ['-recover_any_error', '1'],
  ] as const) {
    assert.deepEqual(valuesOf(args, option), [value, value], option);
  }
  for (const ring of valuesOf(args, '-format_opts')) assert.match(ring ?? '', /segment_wrap=4/);
});

test('takes the sound that there is, and stands a missing one that nobody could know of', () => {
  assert.deepEqual(valuesOf(second(), '-map'), ['0:V:0', '0:V:0', '0:a:0']);
  assert.deepEqual(valuesOf(second({ audioInput: 1 }), '-map'), ['0:V:0', '0:V:0', '1:a:0']);
  assert.deepEqual(valuesOf(second({ hasAudio: undefined }), '-map'), ['0:V:0', '0:V:0', '0:V:0', '0:a:0?']);
  assert.deepEqual(valuesOf(second({ hasAudio: undefined }), '-f'), ['fifo', 'tee'], 'without the picture');
  const mute = second({ hasAudio: false });
  assert.deepEqual(valuesOf(mute, '-map'), ['0:V:0', '0:V:0']);
  assert.ok(!mute.some((argument) => argument.endsWith('sound-%d.avi')));
});

test('keeps the shape of the picture', () => {
  const preview = (width: number, height: number) =>
    valuesOf(
      second({}, { variants: [{ ...hd, width, height }, ...options.variants.slice(1)] }),
      '-filter:v:0',
    )[0];
  assert.match(preview(1280, 720) ?? '', /pad=480:270:/);
  assert.match(preview(1440, 1080) ?? '', /pad=480:360:/);
  assert.match(preview(720, 1280) ?? '', /pad=480:854:/);
});

test('goes over the steps of a clock as the variants do, and ends with them', () => {
  const args = second({ stampsWallClock: true }, { durationSeconds: 5 });
  for (const option of ['-filter:v:0', '-filter:v:1', '-filter:a:0']) {
    assert.match(valuesOf(args, option)[0] ?? '', /^a?setpts='/, option);
  }
  assert.deepEqual(valuesOf(args, '-t'), ['5', '5']);
  assert.deepEqual(valuesOf(second(), '-t'), []);
});
