import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fc } from '../fixtures/property-testing.ts';
import { LogBytes } from './log-bytes.ts';

const chunksOfFewLetters = fc.array(fc.uint8Array({ max: 2, maxLength: 8 }), { maxLength: 12 });

test('reads, finds and takes like one long buffer', () => {
  fc.assert(
    fc.property(
      chunksOfFewLetters,
      fc.nat(60),
      fc.nat(60),
      fc.uint8Array({ max: 2, minLength: 1, maxLength: 4 }),
      (chunks, a, b, pattern) => {
        const whole = Buffer.concat(chunks);
        const [from = 0, to = 0] = [a, b].map((one) => Math.min(one, whole.length)).sort((x, y) => x - y);
        const bytes = new LogBytes();
        for (const chunk of chunks) bytes.append(chunk);
        assert.deepEqual(Buffer.from(bytes.read(from, to)), whole.subarray(from, to));
        assert.equal(bytes.find(pattern, from), whole.indexOf(pattern, from));
        const bounded = whole.subarray(0, to).indexOf(pattern, from);
        assert.equal(bytes.find(pattern, from, to), bounded);
        bytes.dropTo(from);
        assert.equal(bytes.begin, from);
        assert.equal(bytes.byteAt(from - 1), -1);
        assert.deepEqual(Buffer.from(bytes.take(to)), whole.subarray(from, to));
        assert.deepEqual(Buffer.from(bytes.read(0, whole.length)), whole.subarray(to));
        assert.equal(bytes.end, whole.length);
      },
    ),
    { numRuns: 1000 },
  );
});
