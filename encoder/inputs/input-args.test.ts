import assert from 'node:assert/strict';
import test from 'node:test';
import { parseSource } from '../source.ts';
import type { InputContext } from './input.ts';
import { inputArgs } from './input-args.ts';
import { linuxAudioDevice } from './linux-input.ts';

type Case = {
  readonly source: string;
  readonly platform: NodeJS.Platform;
  readonly args: string;
  readonly context?: Partial<InputContext>;
};

const cases: readonly Case[] = [
  {
    source: 'test',
    platform: 'linux',
    context: { width: 640, height: 360, framesPerSecond: 25 },
    args: '-re -f lavfi -i testsrc2=size=640x360:rate=25[out0];sine=frequency=440:beep_factor=4:sample_rate=48000[out1]',
  },
  { source: 'talk: one.mp4', platform: 'darwin', args: '-re -i file:talk: one.mp4' },
  { source: 'a.mp4', platform: 'win32', context: { paced: false }, args: '-i file:a.mp4' },
  {
    source: 'a.mp4',
    platform: 'linux',
    context: { startAtSeconds: 12.5 },
    args: '-re -ss 12.500 -i file:a.mp4',
  },
  {
    source: 'srt://10.0.0.1:9000',
    platform: 'linux',
    args: '-thread_queue_size 1024 -timeout 10000000 -i srt://10.0.0.1:9000',
  },
  {
    source: 'rtsp://cam/1',
    platform: 'win32',
    args: '-thread_queue_size 1024 -rtsp_transport tcp -timeout 10000000 -i rtsp://cam/1',
  },
  {
    source: 'rtmp://h/app/key',
    platform: 'linux',
    args: '-thread_queue_size 1024 -rw_timeout 10000000 -i rtmp://h/app/key',
  },
  {
    source: 'udp://239.0.0.1:5000',
    platform: 'linux',
    args: '-thread_queue_size 1024 -timeout 10000000 -fifo_size 65536 -overrun_nonfatal 1 -i udp://239.0.0.1:5000',
  },
  {
    source: 'https://h/a.m3u8',
    platform: 'linux',
    args: '-thread_queue_size 1024 -rw_timeout 10000000 -live_start_index -3 -i https://h/a.m3u8',
  },
  {
    source: 'device:/dev/video0,audio:hw:1',
    platform: 'linux',
    context: { width: 1920, height: 1080, framesPerSecond: 30 },
    args:
      '-f v4l2 -thread_queue_size 64 -timestamps abs -video_size 1920x1080 -framerate 30 -i /dev/video0 ' +
      '-f alsa -thread_queue_size 1024 -sample_rate 48000 -isync 0 -i hw:1',
  },
  {
    source: 'device:/dev/video0,audio:default',
    platform: 'linux',
    args:
      '-f v4l2 -thread_queue_size 64 -timestamps abs -i /dev/video0 ' +
      '-f pulse -thread_queue_size 1024 -sample_rate 48000 -fragment_size 3840 -isync 0 -i default',
  },
  {
    source: 'screen',
    platform: 'linux',
    context: { display: ':0' },
    args: '-f x11grab -thread_queue_size 64 -framerate 30 -draw_mouse 1 -i :0',
  },
  {
    source: 'device:Cam Link 4K,audio:Line In',
    platform: 'win32',
    context: { width: 1920, height: 1080, framesPerSecond: 60 },
    args:
      '-f dshow -rtbufsize 256M -thread_queue_size 64 -video_size 1920x1080 -framerate 60 ' +
      '-i video=Cam Link 4K:audio=Line In',
  },
  {
    source: 'screen,audio:Stereo Mix',
    platform: 'win32',
    args:
      '-f gdigrab -rtbufsize 256M -thread_queue_size 64 -framerate 30 -i desktop ' +
      '-f dshow -rtbufsize 256M -thread_queue_size 1024 -i audio=Stereo Mix',
  },
  {
    source: 'device:Cam Link 4K,audio:Built-in Microphone',
    platform: 'darwin',
    args: '-f avfoundation -thread_queue_size 64 -framerate 30 -i Cam Link 4K:Built-in Microphone',
  },
  {
    source: 'screen:1',
    platform: 'darwin',
    args: '-f avfoundation -thread_queue_size 64 -framerate 30 -capture_cursor 1 -i Capture screen 1:none',
  },
  {
    source: 'device:decklink:DeckLink Mini Recorder',
    platform: 'linux',
    args: '-thread_queue_size 1024 -f decklink -channels 2 -i DeckLink Mini Recorder',
  },
];

for (const { source, platform, context, args } of cases) {
  test(`reads ${source} on ${platform}`, () => {
    const input = inputArgs(parseSource(source), { platform, paced: true, ...context });
    assert.equal(input.args.join(' '), args);
  });
}

test('knows where the audio is, and what goes on without us', () => {
  const shape = (source: string, context: Partial<InputContext> = {}) => {
    const input = inputArgs(parseSource(source), { platform: 'linux', paced: true, ...context });
    return [input.hasAudio, input.audioInput, input.live, input.endsByItself];
  };
  assert.deepEqual(shape('test'), [true, 0, false, false]);
  assert.deepEqual(shape('a.mp4', { hasAudio: false }), [false, 0, false, true]);
  assert.deepEqual(shape('srt://:9000?mode=listener'), [undefined, 0, true, false]);
  assert.deepEqual(shape('screen::0,audio:default'), [true, 1, true, false]);
  assert.deepEqual(shape('device:/dev/video0'), [false, 0, true, false]);
  assert.deepEqual(shape('device:a,audio:b', { platform: 'win32' }), [true, 0, true, false]);
  assert.deepEqual(shape('screen,audio:b', { platform: 'win32' }), [true, 1, true, false]);
  assert.deepEqual(shape('device:decklink:a'), [true, 0, true, false]);
});

test('refuses what a platform does not have', () => {
  const context = { paced: true } as const;
  assert.throws(() => inputArgs(parseSource('screen'), { platform: 'linux', ...context }), {
    code: 'SOURCE_NOT_FOUND',
  });
  for (const source of ['screen', 'device:a']) {
    assert.throws(() => inputArgs(parseSource(source), { platform: 'aix', ...context }), {
      code: 'SOURCE_NOT_FOUND',
    });
  }
});

test('tells ALSA’s names from PulseAudio’s', () => {
  const of = (name: string) => Object.values(linuxAudioDevice(name)).join(' ');
  assert.deepEqual(
    [
      'hw:1',
      'plughw:CARD=Link,DEV=0',
      'default',
      'alsa_input.usb-x.analog-stereo',
      'alsa:default',
      'pulse:hw:1',
    ].map(of),
    [
      ...[
        'alsa hw:1',
        'alsa plughw:CARD=Link,DEV=0',
        'pulse default',
        'pulse alsa_input.usb-x.analog-stereo',
      ],
      ...['alsa default', 'pulse hw:1'],
    ],
  );
});
