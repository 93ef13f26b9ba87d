import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fc } from '../fixtures/property-testing.ts';
import { buildMediaPlaylist } from './media-playlist.ts';
import { readPlaylist } from './testing/playlist-judge.ts';
import { testRow } from './testing/timeline-row.ts';

const gap = { fileId: null, key: null, sha256: null, sizeBytes: null, gapReason: 'damaged' } as const;

function build(
  rows: Parameters<typeof testRow>[0][],
  options: { ended?: boolean; first?: number } = {},
): string {
  return buildMediaPlaylist({
    targetDurationSeconds: 2,
    rows: rows.map(testRow),
    discontinuitySequence: options.first ?? 0,
    ended: options.ended ?? false,
  });
}

test('each segment stands behind its date and its SHA-256', () => {
  const text = build([{ sequence: 7 }]);
  const [row] = [testRow({ sequence: 7 })];
  assert.equal(
    text,
    `#EXTM3U
#EXT-X-VERSION:6
#EXT-X-TARGETDURATION:2
#EXT-X-MEDIA-SEQUENCE:7
#EXT-X-DISCONTINUITY-SEQUENCE:0
#EXT-X-INDEPENDENT-SEGMENTS
#EXT-X-PROGRAM-DATE-TIME:2023-11-14T22:13:34.000Z
#EXT-X-SURECAST-SHA256:${row?.sha256}
#EXTINF:2.000000,
7.ts
`,
  );
});

test('an ended playlist says so at both ends', () => {
  const text = build([{ sequence: 0 }], { ended: true });
  assert.match(text, /#EXT-X-PLAYLIST-TYPE:VOD\n/);
  assert.ok(text.endsWith('\n#EXT-X-ENDLIST\n'));
  assert.ok(readPlaylist(text).ended);
});

test('a gap is named as one, without a hash and without a map', () => {
  const text = build([{ sequence: 0 }, { sequence: 1, ...gap }, { sequence: 2 }]);
  assert.match(text, /#EXT-X-VERSION:8\n/);
  assert.deepEqual(
    readPlaylist(text).entries.map((entry) => entry.uri),
    ['0.ts', undefined, '2.ts'],
  );
  assert.equal(text.match(/SURECAST-SHA256/g)?.length, 2);
});

test('an initialization section is named where it changes, with its hash before it', () => {
  const withInit = (sequence: number, init: string) => ({
    sequence,
    initKey: `show/720p/${init}.mp4`,
    initSha256: init,
  });
  const text = build([
    withInit(0, 'aa'),
    withInit(1, 'aa'),
    { sequence: 2, ...gap },
    withInit(3, 'aa'),
    withInit(4, 'bb'),
  ]);
  assert.deepEqual(
    text.split('\n').filter((line) => line.includes('MAP')),
    ['#EXT-X-MAP:URI="aa.mp4"', '#EXT-X-MAP:URI="bb.mp4"'],
  );
  assert.match(text, /#EXT-X-SURECAST-SHA256:bb\n#EXT-X-MAP:URI="bb.mp4"\n/);
});

test('the discontinuity before the first entry is in the sequence number alone', () => {
  const text = build(
    [{ sequence: 4, discontinuity: 1 }, { sequence: 5 }, { sequence: 6, discontinuity: 1 }],
    { first: 3 },
  );
  assert.match(text, /#EXT-X-DISCONTINUITY-SEQUENCE:3\n/);
  assert.deepEqual(
    readPlaylist(text).entries.map((entry) => entry.discontinuitySequence),
    [3, 3, 4],
  );
});

test('an empty broadcast still has a playlist that can be read', () => {
  assert.equal(readPlaylist(build([], { ended: true })).entries.length, 0);
});

test('any timeline is read back as it was written', () => {
  const row = fc.record({
    discontinuity: fc.constantFrom(0 as const, 1 as const),
    isGap: fc.boolean(),
    ticks: fc.integer({ min: 1, max: 180_000 }),
  });
  fc.assert(
    fc.property(fc.array(row, { maxLength: 30 }), fc.nat(1e6), fc.boolean(), (shapes, first, ended) => {
      const rows = shapes.map(({ discontinuity, isGap, ticks }, index) => ({
        sequence: first + index,
        discontinuity,
        startPts: 0,
        endPts: ticks,
        ...(isGap ? gap : {}),
      }));
      const read = readPlaylist(build(rows, { ended }));
      assert.equal(read.ended, ended);
      assert.equal(read.entries.length, rows.length);
      read.entries.forEach((entry, index) => {
        assert.equal(entry.sequence, first + index);
        assert.equal(entry.uri === undefined, shapes[index]?.isGap);
        assert.ok(Math.abs(entry.seconds - (shapes[index]?.ticks ?? 0) / 90_000) < 1e-6);
      });
    }),
  );
});
