import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import test from 'node:test';
import { z } from 'zod';
import { fc } from '../fixtures/property-testing.ts';
import { failureReason } from './failure-reason.ts';

const captured = z.array(
  z.object({ from: z.string(), log: z.array(z.string()), code: z.string().nullable() }),
);
const file = new URL('../fixtures/captured/ffmpeg/failures.json', import.meta.url);

for (const { from, log, code } of captured.parse(JSON.parse(await readFile(file, 'utf8')))) {
  test(`reads ${code ?? 'nothing'} from ${from}`, () => {
    assert.equal(failureReason(log.join('\n'))?.code ?? null, code);
  });
}

test('shows no secrets of the URLs that FFmpeg names', () => {
  const reason = failureReason('[error] srt://h:9000?passphrase=abcdefghij: Input/output error');
  assert.equal(reason?.code, 'SOURCE_UNREACHABLE');
  assert.doesNotMatch(reason?.message ?? '', /abcdefghij/);
});

test('takes the end of the story, not a decoding error of an hour ago', () => {
  const old = '[h264 @ 0x55] [error] Permission denied';
  const log = [
    old,
    ...Array(20).fill('[h264 @ 0x55] [error] error while decoding MB 1 2'),
    '[error] boom',
  ].join('\n');
  assert.equal(failureReason(log)?.code, 'FFMPEG_FAILED');
});

test('reads any text', () => {
  fc.assert(
    fc.property(fc.string(), (text) => {
      const reason = failureReason(text);
      assert.ok(reason === undefined || reason.message.length > 0);
    }),
  );
});
