import assert from 'node:assert/strict';
import test from 'node:test';
import { SurecastError } from '../contract/surecast-error.ts';
import { fc } from '../fixtures/property-testing.ts';
import { formatSource, parseSource, type Source } from './source.ts';

const url = (text: string, protocol: 'srt' | 'rtmp' | 'rtsp' | 'udp' | 'http', listens = false): Source => ({
  kind: 'url',
  url: text,
  protocol,
  listens,
});

const good: readonly (readonly [text: string, source: Source])[] = [
  ['test', { kind: 'test' }],
  ['./test', { kind: 'file', path: './test' }],
  ['file:test', { kind: 'file', path: 'test' }],
  ['file:///tmp/a.mp4', { kind: 'file', path: '/tmp/a.mp4' }],
  ['///tmp/a.mp4', { kind: 'file', path: '///tmp/a.mp4' }],
  ['C:\\video\\a.mp4', { kind: 'file', path: 'C:\\video\\a.mp4' }],
  ['Sunday, 9:30.mp4', { kind: 'file', path: 'Sunday, 9:30.mp4' }],
  ['concat:a|b', { kind: 'file', path: 'concat:a|b' }],
  ['screen', { kind: 'screen', display: undefined, audio: undefined }],
  ['screen,audio:default', { kind: 'screen', display: undefined, audio: 'default' }],
  ['screen::1.0', { kind: 'screen', display: ':1.0', audio: undefined }],
  ['screen::1,audio:hw:1,0', { kind: 'screen', display: ':1', audio: 'hw:1,0' }],
  ['screenshot.mp4', { kind: 'file', path: 'screenshot.mp4' }],
  ['device:/dev/video0,audio:hw:1', { kind: 'device', video: '/dev/video0', audio: 'hw:1' }],
  ['device:Cam Link 4K,audio:Line In', { kind: 'device', video: 'Cam Link 4K', audio: 'Line In' }],
  ['device:A, B', { kind: 'device', video: 'A, B', audio: undefined }],
  [
    'device:decklink:DeckLink Duo (1)',
    { kind: 'device', video: 'decklink:DeckLink Duo (1)', audio: undefined },
  ],
  ['srt://10.0.0.1:9000', url('srt://10.0.0.1:9000', 'srt')],
  ['srt://:9000?mode=listener', url('srt://:9000?mode=listener', 'srt', true)],
  [
    'srt://0.0.0.0:9000?latency=1&mode=listener',
    url('srt://0.0.0.0:9000?latency=1&mode=listener', 'srt', true),
  ],
  ['rtmp://h/app/key', url('rtmp://h/app/key', 'rtmp')],
  ['rtsps://u:p@cam/1', url('rtsps://u:p@cam/1', 'rtsp')],
  ['udp://239.0.0.1:5000', url('udp://239.0.0.1:5000', 'udp', true)],
  ['udp://@:5000', url('udp://@:5000', 'udp', true)],
  ['https://h/live/a.M3U8?token=1', url('https://h/live/a.M3U8?token=1', 'http')],
];

for (const [text, source] of good) {
  test(`takes ${text}`, () => {
    assert.deepEqual(parseSource(text), source);
    assert.deepEqual(parseSource(formatSource(source)), source);
  });
}

const bad = [
  '',
  'a\nb',
  'x'.repeat(5000),
  'file:',
  'device:',
  'device:decklink:',
  'device:a,audio:',
  'device:decklink:a,audio:b',
  'screen:',
  'screen:,audio:x',
  'srt://host',
  'srt://:9000',
  'srt://:0?mode=listener',
  'udp://239.0.0.1',
  'rtmp://',
  'http://h/a.mp4',
  'ftp://h/a',
];

for (const text of bad) {
  test(`refuses ${JSON.stringify(text.slice(0, 40))}`, () => {
    assert.throws(() => parseSource(text), { code: 'SOURCE_INVALID' });
  });
}

test('takes any text or refuses it by name, and writes back what it took', () => {
  const words = fc.constantFrom(
    'device:',
    'screen',
    ':',
    ',audio:',
    'srt://',
    'h',
    ':9',
    '?mode=listener',
    'file:',
    '/',
    'a',
    '@',
  );
  fc.assert(
    fc.property(
      fc.oneof(
        fc.string(),
        fc.array(words).map((parts) => parts.join('')),
      ),
      (text) => {
        try {
          const source = parseSource(text);
          assert.deepEqual(parseSource(formatSource(source)), source);
        } catch (error) {
          assert.ok(error instanceof SurecastError && error.code === 'SOURCE_INVALID', String(error));
        }
      },
    ),
  );
});
