import assert from 'node:assert/strict';
import test from 'node:test';
import { readSourceProbe } from './source-probe.ts';

const video = { codec_type: 'video', codec_name: 'h264', width: 1920, height: 1080 };

function videoOf(stream: Record<string, unknown>) {
  return readSourceProbe({ streams: [{ ...video, ...stream }], format: {} })?.video;
}

test('takes the rate that a picture shall be encoded with', () => {
  const cases: readonly (readonly [average: string, common: string, expected: number])[] = [
    ['30/1', '30/1', 30],
    ['30000/1001', '30000/1001', 30000 / 1001],
    ['25/1', '50/1', 25], // interlaced: the other rate counts fields
    ['2997/100', '90000/1', 30000 / 1001],
    ['1370000/55000', '30/1', 25],
    ['17/1', '30/1', 30], // variable
    ['17/1', '90000/1', 20],
    ['0/0', '0/0', 30],
    ['144/1', '144/1', 60],
  ];
  for (const [avg_frame_rate, r_frame_rate, expected] of cases) {
    assert.equal(
      videoOf({ avg_frame_rate, r_frame_rate })?.framesPerSecond,
      expected,
      `${avg_frame_rate}, ${r_frame_rate}`,
    );
  }
});

test('sees the picture as it is shown', () => {
  const size = (stream: Record<string, unknown>) => {
    const found = videoOf(stream);
    return [found?.width, found?.height];
  };
  assert.deepEqual(size({}), [1920, 1080]);
  assert.deepEqual(size({ rotation: '-90' }), [1080, 1920]);
  assert.deepEqual(size({ rotation: 180 }), [1920, 1080]);
  assert.deepEqual(size({ width: 720, height: 576, sample_aspect_ratio: '16:11' }), [1047, 576]);
  assert.deepEqual(size({ sample_aspect_ratio: '0:1' }), [1920, 1080]);
});

test('takes no cover picture for video, and no silent stream for audio', () => {
  const cover = { ...video, disposition: { attached_pic: 1 } };
  const audio = { codec_type: 'audio', codec_name: 'aac', sample_rate: 48000, channels: 2 };
  assert.equal(readSourceProbe({ streams: [cover, audio], format: { duration: 3 } }), undefined);
  assert.equal(
    readSourceProbe({ streams: [video, { ...audio, channels: 0 }], format: {} })?.audio,
    undefined,
  );
  assert.deepEqual(readSourceProbe({ streams: [cover, audio, video], format: { duration: 'N/A' } })?.audio, {
    codec: 'aac',
    sampleRate: 48000,
    channels: 2,
  });
});

test('takes what ffprobe does not know for not there', () => {
  assert.equal(videoOf({ width: 'N/A', height: 'N/A' }), undefined, 'garbage that looks like H.263');
  const sound = { codec_type: 'audio', codec_name: 'aac', channels: 'N/A', sample_rate: 'N/A' };
  const found = readSourceProbe({ streams: [video, sound], format: { duration: 'N/A' } });
  assert.equal(found?.video.width, 1920);
  assert.deepEqual([found?.audio, found?.durationSeconds], [undefined, undefined]);
});
