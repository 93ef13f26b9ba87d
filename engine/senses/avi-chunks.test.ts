import assert from 'node:assert/strict';
import test from 'node:test';
import { fc } from '../../fixtures/property-testing.ts';
import { type AviChunk, AviChunks } from './avi-chunks.ts';

const chunk = (name: string, bytes: Uint8Array): Buffer => {
  const head = Buffer.alloc(8);
  head.write(name, 'latin1');
  head.writeUInt32LE(bytes.length, 4);
  return Buffer.concat([head, bytes, Buffer.alloc(bytes.length % 2)]);
};
/** A header that tells of three channels of 16 bits. */
const sound = [
  chunk('strh', Buffer.from('auds\x01\0\0\0')),
  chunk('strf', Buffer.from('\x01\0\x03\0and more')),
];
const header = Buffer.concat([
  Buffer.from('RIFF\0\0\0\0AVI ', 'latin1'),
  chunk('LIST', Buffer.concat([Buffer.from('hdrl'), chunk('LIST', Buffer.from('strlstrhvids')), ...sound])),
  chunk('LIST', Buffer.from('INFOISFT')),
  chunk('JUNK', Buffer.alloc(16)),
  Buffer.from('LIST\0\0\0\0movi', 'latin1'),
]);
const packet = fc.record({
  stream: fc.nat({ max: 2 }),
  kind: fc.constantFrom('dc', 'db', 'wb'),
  bytes: fc.uint8Array({ minLength: 1, maxLength: 64 }),
});

const plain = (chunks: readonly AviChunk[]) =>
  chunks.map(({ bytes, ...rest }) => ({ ...rest, bytes: [...bytes] }));

test('finds the same packets wherever the file is cut while it is written', () => {
  fc.assert(
    fc.property(fc.array(packet, { maxLength: 8 }), fc.array(fc.nat({ max: 800 })), (packets, cuts) => {
      const file = Buffer.concat([
        header,
        ...packets.map(({ stream, kind, bytes }) => chunk(`0${stream}${kind}`, bytes)),
        chunk('idx1', Buffer.alloc(32)),
      ]);
      const at = [0, ...cuts.filter((cut) => cut < file.length).toSorted((a, b) => a - b), file.length];
      const parser = new AviChunks();
      const found = at.slice(1).flatMap((end, index) => parser.push(file.subarray(at[index], end)));
      assert.deepEqual(
        plain(found),
        packets.map(({ stream, kind, bytes }) => ({
          stream,
          ...(kind === 'wb' ? { kind: 'sound', channels: 3 } : { kind: 'picture' }),
          bytes: [...bytes],
        })),
      );
    }),
  );
});

test('gives nothing of a packet that is empty, or not whole yet', () => {
  const whole = chunk('00dc', Buffer.from('a picture'));
  const parser = new AviChunks();
  assert.deepEqual(
    parser.push(Buffer.concat([header, chunk('00dc', Buffer.alloc(0)), whole.subarray(0, 12)])),
    [],
  );
  assert.equal(parser.push(whole.subarray(12)).length, 1);
});

test('takes no sound where the header tells of none', () => {
  const silent = Buffer.from('RIFF\0\0\0\0AVI LIST\0\0\0\0movi', 'latin1');
  const parser = new AviChunks();
  assert.throws(() => parser.push(Buffer.concat([silent, chunk('00wb', Buffer.alloc(4))])), RangeError);
});

test('does not take anything else for an AVI', () => {
  for (const bytes of ['what a ring never holds', '00dc\xff\xff\xff\xff and so on', '\0'.repeat(40)]) {
    assert.throws(() => new AviChunks().push(Buffer.from(bytes, 'latin1')), RangeError);
  }
});
