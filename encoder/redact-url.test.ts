import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import test from 'node:test';
import { fc } from '../fixtures/property-testing.ts';
import { formatCommand, redactUrl } from './redact-url.ts';

const cases: readonly (readonly [given: string, shown: string])[] = [
  ['srt://h:1?mode=caller&passphrase=geheim1234', 'srt://h:1?mode=caller&passphrase=***'],
  ['srt://h:1?streamid=a/b&latency=5', 'srt://h:1?streamid=***&latency=5'],
  ['rtmp://live.example/app/abcd-efgh', 'rtmp://live.example/app/***'],
  ['rtmps://live.example:443/app/inst/key?x=1', 'rtmps://live.example:443/app/***?x=1'],
  ['rtsp://admin:pw@10.0.0.5/stream1', 'rtsp://***@10.0.0.5/stream1'],
  ['rtsp://admin:p@w@10.0.0.5/stream1', 'rtsp://***@10.0.0.5/stream1'],
  ['https://h/a.m3u8?token=abc&n=1#t', 'https://h/a.m3u8?token=***&n=1#t'],
  ['https://h/a.m3u8?X-Amz-Signature=abc', 'https://h/a.m3u8?X-Amz-Signature=***'],
  ['file:/tmp/a?token=x', 'file:/tmp/a?token=x'],
  ['-c:v', '-c:v'],
];

for (const [given, shown] of cases) {
  test(`shows ${given} without its secrets`, () => assert.equal(redactUrl(given), shown));
}

test('a shell reads the command back as the same words', { skip: process.platform === 'win32' }, () => {
  fc.assert(
    fc.property(
      fc.array(fc.string({ unit: fc.constantFrom('a', "'", '"', ' ', '$', '\\', '%', ';', '(') })),
      (words) => {
        const command = formatCommand('printf', ['%s\\0', ...words]);
        const printed = spawnSync('sh', ['-c', command]).stdout.toString().split('\0').slice(0, -1);
        assert.deepEqual(printed, words.length === 0 ? [''] : words);
      },
    ),
    { numRuns: 20 },
  );
});
