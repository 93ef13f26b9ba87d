import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { SurecastError } from '../contract/surecast-error.ts';
import { fc } from '../fixtures/property-testing.ts';
import { type MediaPlaylist, parsePlaylist } from './media-playlist.ts';
import { chooseVariant } from './multivariant-playlist.ts';
import { type Entry, writePlaylist } from './testing/write-playlist.ts';

const base = 'http://origin.example/show/720p/index.m3u8';

function parseMedia(text: string, url = base): MediaPlaylist {
  const playlist = parsePlaylist(text, url);
  assert.equal(playlist.kind, 'media');
  return playlist.kind === 'media' ? playlist : assert.fail();
}

const unreadable = (error: unknown): boolean =>
  error instanceof SurecastError && error.code === 'PLAYLIST_UNREADABLE';

const a = 'a'.repeat(64);
const b = 'b'.repeat(64);
const c = 'c'.repeat(64);

describe('parsePlaylist', () => {
  it('gives each segment and each initialization section its own hash', () => {
    const { segments } = parseMedia(
      writePlaylist([
        { uri: '1.m4s', sha256: a, map: { uri: 'i1.mp4', sha256: b } },
        { uri: '2.m4s', sha256: c },
        { uri: '3.m4s', sha256: a, map: { uri: 'i2.mp4' }, discontinuity: true },
        { uri: '4.m4s', gap: true },
      ]),
    );
    assert.deepEqual(
      segments.map((segment) => [segment.sha256, segment.map?.url, segment.map?.sha256]),
      [
        [a, 'http://origin.example/show/720p/i1.mp4', b],
        [c, 'http://origin.example/show/720p/i1.mp4', b],
        [a, 'http://origin.example/show/720p/i2.mp4', undefined],
        [undefined, 'http://origin.example/show/720p/i2.mp4', undefined],
      ],
    );
    assert.deepEqual(
      segments.map((segment) => [segment.discontinuity, segment.gap]),
      [
        [false, false],
        [false, false],
        [true, false],
        [false, true],
      ],
    );
  });

  it('takes a hash before other tags for the segment’s, not the map’s', () => {
    const text = `#EXTM3U\n#EXT-X-TARGETDURATION:2\n#EXT-X-SURECAST-SHA256:${a.toUpperCase()}\n#EXT-X-DISCONTINUITY\n#EXT-X-MAP:URI="i.mp4"\n#EXTINF:2\n1.m4s\n`;
    const [segment] = parseMedia(text).segments;
    assert.equal(segment?.sha256, a);
    assert.equal(segment?.map?.sha256, undefined);
  });

  it('keeps a hash that is none, so that nothing matches it', () => {
    const [segment] = parseMedia(writePlaylist([{ uri: '1.ts', sha256: 'abc' }])).segments;
    assert.match(segment?.sha256 ?? '', /^not a SHA-256/);
  });

  it('leaves out a last line that was cut, but not an EXT-X-ENDLIST without its line end', () => {
    const whole = writePlaylist([{ uri: '00.ts' }, { uri: '01.ts' }], { ended: true });
    assert.equal(parseMedia(whole.trimEnd()).ended, true);
    const cut = whole.slice(0, whole.indexOf('01.ts') + 3);
    assert.deepEqual(
      parseMedia(cut).segments.map((segment) => segment.url.slice(-5)),
      ['00.ts'],
    );
  });

  it('reads dates, byte ranges, titles that are not ASCII, Windows line ends and a missing version', () => {
    const text =
      '#EXTM3U\r\n#EXT-X-TARGETDURATION:2\r\n#EXT-X-MEDIA-SEQUENCE:7\r\n' +
      '#EXT-X-PROGRAM-DATE-TIME:2026-01-02T03:04:05.678+01:00\r\n#EXT-X-BYTERANGE:100@50\r\n#EXTINF:2.0,Übung\r\nx y.ts?t=1\r\n';
    const [segment] = parseMedia(text).segments;
    assert.equal(segment?.sequence, 7);
    assert.equal(segment?.programDateTimeMs, Date.UTC(2026, 0, 2, 2, 4, 5, 678));
    assert.deepEqual(segment?.byteRange, { offset: 50, length: 100 });
    assert.equal(segment?.url, 'http://origin.example/show/720p/x%20y.ts?t=1');
  });

  for (const [what, text] of [
    ['nothing', ''],
    ['HTML', '<!doctype html>\n<html></html>\n'],
    ['no target duration', '#EXTM3U\n#EXTINF:2,\na.ts\n'],
    ['a URI without its EXTINF', '#EXTM3U\n#EXT-X-TARGETDURATION:2\n#EXTINF:2,\na.ts\nb.ts\n'],
    ['encryption', '#EXTM3U\n#EXT-X-TARGETDURATION:2\n#EXT-X-KEY:METHOD=AES-128,URI="k"\n#EXTINF:2,\na.ts\n'],
    ['a local file named from the network', writePlaylist([{ uri: 'file:///etc/passwd' }])],
    ['no variant at all', '#EXTM3U\n#EXT-X-MEDIA:TYPE=AUDIO,GROUP-ID="a",NAME="n"\n'],
  ] as const) {
    it(`refuses ${what}`, () => {
      assert.throws(() => parsePlaylist(text, base), unreadable);
    });
  }

  it('throws nothing but PLAYLIST_UNREADABLE, whatever is done to a playlist', () => {
    const good = writePlaylist(
      [
        { uri: 'a.m4s', sha256: a, map: { uri: 'i.mp4', sha256: b }, date: new Date(0) },
        { uri: 'b.m4s', gap: true },
      ],
      { ended: true },
    );
    const lines = good.split('\n');
    const damaged = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.tuple(fc.nat(good.length), fc.nat(good.length), fc.string()).map(([from, to, put]) => {
        return good.slice(0, from) + put + good.slice(to);
      }),
      fc.shuffledSubarray(lines).map((some) => `#EXTM3U\n${some.join('\n')}\n`),
    );
    fc.assert(
      fc.property(damaged, (text) => {
        try {
          parsePlaylist(text, base);
        } catch (error) {
          assert.ok(unreadable(error), String(error));
        }
      }),
      { numRuns: 500 },
    );
  });

  it('reads a day of segments', () => {
    const day: Entry[] = Array.from({ length: 43_200 }, (_, index) => ({ uri: `${index}.ts`, sha256: a }));
    assert.equal(parseMedia(writePlaylist(day)).segments.length, 43_200);
  });
});

describe('chooseVariant', () => {
  const text =
    '#EXTM3U\n#EXT-X-STREAM-INF:BANDWIDTH=1000\n360p/index.m3u8\n#EXT-X-STREAM-INF:BANDWIDTH=3000\n1080p/index.m3u8\n' +
    '#EXT-X-I-FRAME-STREAM-INF:BANDWIDTH=9000,URI="iframes/index.m3u8"\n';

  it('takes the highest bit rate, or the one that was named', () => {
    const playlist = parsePlaylist(text, base);
    assert.equal(playlist.kind, 'multivariant');
    if (playlist.kind !== 'multivariant') return;
    assert.equal(chooseVariant(playlist, undefined).name, '1080p');
    assert.equal(chooseVariant(playlist, '360p').url, 'http://origin.example/show/720p/360p/index.m3u8');
    assert.throws(
      () => chooseVariant(playlist, 'iframes'),
      (error) => error instanceof SurecastError && error.code === 'VARIANT_UNKNOWN',
    );
  });
});
