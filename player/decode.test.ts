import assert from 'node:assert/strict';
import { appendFile, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { after, afterEach, before, beforeEach, describe, it } from 'node:test';
import { type DecodeEvent, type DecodeOptions, decodePlaylist } from './decode.ts';
import { countFrames, makeRecording, type Recording, recordedFrames, sha256Of } from './testing/recording.ts';
import { type Answer, type ScriptedOrigin, startScriptedOrigin } from './testing/scripted-origin.ts';
import { type Entry, writePlaylist } from './testing/write-playlist.ts';

/** Quick to try again, but patient: on a busy machine an answer that is only slow must not count as a failure. */
const tuning = {
  retryBaseMs: 2,
  retryMaxMs: 20,
  stallMs: 30_000,
  startPatienceMs: 60_000,
  endedPatienceMs: 60_000,
  playlistMaxBytes: 1_000_000,
  segmentMaxBytes: 10_000_000,
};

describe('decodePlaylist', { timeout: 60_000 }, () => {
  let ts: Recording;
  let fmp4: Recording;
  let otherFmp4: Recording;
  let origin: ScriptedOrigin;
  let folder: string;
  let output: string;
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'surecast-decode-test-'));
    ts = await makeRecording('ts');
    fmp4 = await makeRecording('fmp4');
    otherFmp4 = await makeRecording('fmp4', '64x36');
  });
  after(() => rm(folder, { recursive: true, force: true }));
  beforeEach(async (context) => {
    origin = await startScriptedOrigin();
    output = join(folder, `${context.name.replace(/\W+/g, '-')}.media`);
    for (const [index, bytes] of ts.segments.entries()) origin.script(`${index}.ts`, bytes);
  });

  afterEach(() => origin.close());

  /** The recording's segments from `first` to before `end`, as a playlist lists them. */
  function entries(first = 0, end = ts.segments.length): Entry[] {
    return ts.segments
      .map((bytes, index) => ({ uri: `${index}.ts`, sha256: sha256Of(bytes) }))
      .slice(first, end);
  }

  function decode(options: Partial<DecodeOptions> = {}, signal?: AbortSignal, said: string[] = []) {
    const onEvent = (event: DecodeEvent): void => {
      if (event.kind === 'said') said.push(event.message);
    };
    return decodePlaylist(
      { playlist: `${origin.url}index.m3u8`, tuning, output, ...options },
      { ...(signal ? { signal } : {}), onEvent },
    );
  }

  const all = (): Buffer => Buffer.concat(ts.segments);
  const ended = (list = entries()): string => writePlaylist(list, { ended: true });

  it('writes an ended MPEG-TS broadcast with every frame', async () => {
    origin.script('index.m3u8', ended());
    const { report, stopped } = await decode();
    assert.equal(stopped, 'ended');
    assert.deepEqual(
      { ...report, playlist: '', bytes: 0 },
      {
        playlist: '',
        variant: null,
        segments: 6,
        verified: 6,
        unverified: 0,
        mismatched: 0,
        missing: 0,
        gaps: 0,
        discontinuities: 0,
        bytes: 0,
        durationSeconds: 2.88,
        ended: true,
        retries: 0,
      },
    );
    assert.deepEqual(await readFile(output), all());
    assert.equal(report.bytes, all().byteLength);
    assert.equal(await countFrames(output), recordedFrames);
  });

  it('writes fragmented MP4 with its initialization section once, and again when it changes', async () => {
    const parts = (recording: Recording, name: string, from: number): Entry[] => {
      const init = recording.init ?? assert.fail();
      origin.script(`${name}.mp4`, init);
      return recording.segments.slice(from).map((bytes, index): Entry => {
        origin.script(`${name}${index}.m4s`, bytes);
        const map = { uri: `${name}.mp4`, sha256: sha256Of(init) };
        const start = index === 0 ? { map, discontinuity: name === 'b' } : {};
        return { uri: `${name}${index}.m4s`, sha256: sha256Of(bytes), ...start };
      });
    };
    const first = parts(fmp4, 'a', 0);
    origin.script('index.m3u8', ended(first));
    const whole = await decode();
    assert.equal(whole.report.verified, 6);
    assert.equal(await countFrames(output), recordedFrames);
    assert.equal(origin.requests('a.mp4').length, 1);

    origin.script('index.m3u8', ended([...first, ...parts(otherFmp4, 'b', 0)]));
    const changed = await decode();
    assert.equal(changed.report.discontinuities, 1);
    assert.deepEqual(
      await readFile(output),
      Buffer.concat([
        ...[fmp4, otherFmp4].flatMap(({ init, segments }) => [init ?? assert.fail(), ...segments]),
      ]),
    );
  });

  it('counts a segment whose initialization section can’t be had or does not match', async () => {
    const map = { uri: 'i.mp4', sha256: sha256Of(Buffer.from('another')) };
    const [first, ...rest] = entries();
    assert.ok(first);
    origin.script('index.m3u8', ended([{ ...first, map }, ...rest.slice(0, 1)]));
    const absent = await decode();
    assert.deepEqual([absent.report.missing, absent.report.bytes], [2, 0]);
    origin.script('i.mp4', 'wrong');
    assert.equal((await decode()).report.mismatched, 2);
  });

  it('takes the best variant of a Multivariant Playlist, or the one named', async () => {
    origin.script(
      'show/index.m3u8',
      '#EXTM3U\n#EXT-X-STREAM-INF:BANDWIDTH=1\n../low/index.m3u8\n#EXT-X-STREAM-INF:BANDWIDTH=2\n../high/index.m3u8\n',
    );
    const up = (list: Entry[]): Entry[] => list.map((entry) => ({ ...entry, uri: `../${entry.uri}` }));
    origin.script('high/index.m3u8', ended(up(entries())));
    origin.script('low/index.m3u8', ended(up(entries(0, 2))));
    const playlist = `${origin.url}show/index.m3u8`;
    const best = await decode({ playlist });
    assert.deepEqual([best.report.variant, best.report.verified], ['high', 6]);
    const low = await decode({ playlist, variant: 'low' });
    assert.deepEqual([low.report.variant, low.report.verified], ['low', 2]);
    assert.equal((await decode({ playlist, variant: 'none' })).error?.code, 'VARIANT_UNKNOWN');
  });

  it('follows a live playlist that grows, slides and goes through every kind of trouble', async () => {
    const live = (first: number, end: number): string => writePlaylist(entries(first, end), { first });
    const page = Buffer.from('<html><body>Maintenance</body></html>');
    const whole = live(0, 2);
    const states: readonly [Answer, ...Answer[]] = [
      live(0, 1),
      { status: 503 },
      'drop',
      whole,
      { cutShort: Buffer.from(whole) },
      { stall: Buffer.from(whole) },
      { endless: Buffer.alloc(65_536, 'x') },
      page,
      live(0, 1),
      whole.slice(0, -40),
      live(1, 4),
      live(0, 3),
      '',
      live(2, 5),
      writePlaylist(entries(3, 6), { first: 3, ended: true }),
    ];
    origin.script('index.m3u8', ...states);
    for (const index of [0, 3]) {
      const bytes = ts.segments[index] ?? assert.fail();
      const bad: Answer[] = [{ status: 500 }, 'drop', { stall: bytes }, { cutShort: bytes }, { status: 404 }];
      origin.script(`${index}.ts`, Buffer.from('stale'), ...bad, bytes);
    }
    const { report, stopped } = await decode({ tuning: { ...tuning, stallMs: 1_000 } });
    assert.deepEqual([stopped, report.segments, report.verified, report.missing], ['ended', 6, 6, 0]);
    assert.ok(report.retries >= 20);
    assert.deepEqual(await readFile(output), all());
    assert.equal(await countFrames(output), recordedFrames);
    for (let index = 0; index < 6; index++) {
      assert.equal(origin.requests(`${index}.ts`).length, index % 3 === 0 ? 7 : 1);
    }
  });

  it('asks past the caches after a mismatch, and counts one that stays', async () => {
    origin.script('1.ts', Buffer.from('stale'), ts.segments[1] ?? assert.fail());
    origin.script('2.ts', Buffer.from('for ever wrong'));
    origin.script('index.m3u8', ended());
    const said: string[] = [];
    const { report, error } = await decode({}, undefined, said);
    assert.equal(error, undefined);
    assert.deepEqual([report.verified, report.mismatched, report.segments], [5, 1, 6]);
    assert.deepEqual(
      origin.requests('1.ts').map((request) => request.headers['cache-control']),
      [undefined, 'no-cache'],
    );
    assert.equal(origin.requests('2.ts').length, 5);
    assert.equal(said.filter((message) => message.includes('2.ts')).length, 1);
    assert.deepEqual(await readFile(output), Buffer.concat(ts.segments.filter((_, index) => index !== 2)));
  });

  it('counts gaps, discontinuities, and segments without a hash or that are not there', async () => {
    const list = entries().map(
      (entry, index): Entry =>
        [
          entry,
          { ...entry, gap: true },
          { ...entry, discontinuity: true },
          { uri: entry.uri },
          { ...entry, uri: 'none.ts' },
          entry,
        ][index] ?? entry,
    );
    origin.script('index.m3u8', ended(list));
    const { report } = await decode();
    assert.deepEqual(
      [
        report.segments,
        report.verified,
        report.unverified,
        report.missing,
        report.gaps,
        report.discontinuities,
      ],
      [5, 3, 1, 1, 1, 1],
    );
    assert.equal(origin.requests('1.ts').length, 0);
    assert.equal(origin.requests('none.ts').length, 8);
  });

  it('counts what left the window before it was seen, and what can’t be had since it left it', async () => {
    const states = [
      writePlaylist(entries(0, 1)),
      writePlaylist(entries(3, 6), { first: 3, ended: true }),
    ] as const;
    origin.script('index.m3u8', ...states);
    origin.script('0.ts', { status: 404 });
    const { report } = await decode();
    assert.deepEqual([report.segments, report.missing, report.verified], [6, 3, 3]);
    assert.ok(origin.requests('0.ts').length <= 8);
  });

  it('fetches byte ranges of one file', async () => {
    let offset = 0;
    const list = ts.segments.map((bytes): Entry => {
      const byteRange = `${bytes.byteLength}@${offset}`;
      offset += bytes.byteLength;
      return { uri: 'whole.ts', byteRange, sha256: sha256Of(bytes) };
    });
    origin.script('whole.ts', all());
    origin.script('index.m3u8', ended(list));
    assert.equal((await decode()).report.verified, 6);
    assert.deepEqual(await readFile(output), all());
  });

  it('rides out an outage of the whole server while live, without limit', async () => {
    const down: Answer[] = Array.from({ length: 40 }, (_, n) => (n % 2 ? 'drop' : { status: 502 }));
    origin.script('index.m3u8', writePlaylist(entries(0, 2)), ...down, ended());
    origin.script('1.ts', ...(down as [Answer]), ts.segments[1] ?? assert.fail());
    const said: string[] = [];
    const { report } = await decode({}, undefined, said);
    assert.equal(report.verified, 6);
    assert.equal(said.filter((message) => message.startsWith('Outage')).length, 1);
  });

  it('gives up when told to, with what it has', async () => {
    origin.script('index.m3u8', writePlaylist(entries(0, 2)), { status: 503 });
    const { report, stopped, error } = await decode({ giveUpAfterSeconds: 0.5 });
    assert.deepEqual([stopped, error?.code, report.verified], ['failed', 'PLAYLIST_UNREACHABLE', 2]);
    assert.deepEqual(await readFile(output), Buffer.concat(ts.segments.slice(0, 2)));
  });

  it('gives up on an ended playlist whose server is gone', async () => {
    origin.script('index.m3u8', ended());
    for (let index = 1; index < 6; index++) origin.script(`${index}.ts`, 'drop');
    const { error, report } = await decode({ tuning: { ...tuning, endedPatienceMs: 1_000 } });
    assert.deepEqual([error?.code, report.verified], ['PLAYLIST_UNREACHABLE', 1]);
  });

  for (const [what, answer, code] of [
    ['a web page', '<html></html>', 'PLAYLIST_UNREADABLE'],
    ['no end', { endless: Buffer.alloc(65_536, '#') }, 'PLAYLIST_UNREACHABLE'],
  ] as const) {
    it(`fails on an address with ${what}, and leaves an old output file alone`, async () => {
      await writeFile(output, 'precious');
      origin.script('index.m3u8', answer);
      const outcome = await decode({ tuning: { ...tuning, startPatienceMs: 1_000 } });
      assert.equal(outcome.error?.code, code);
      assert.equal(await readFile(output, 'utf8'), 'precious');
    });
  }

  it('refuses other schemes, an output that is its input, and one that can’t be written', async () => {
    assert.equal((await decode({ playlist: 's3://bucket/show/index.m3u8' })).error?.code, 'USAGE');
    const playlist = join(folder, 'own.m3u8');
    await writeFile(playlist, ended());
    assert.equal((await decode({ playlist, output: playlist })).error?.code, 'USAGE');
    origin.script('index.m3u8', ended());
    assert.equal((await decode({ output: join(folder, 'none', 'x') })).error?.code, 'OUTPUT_UNWRITABLE');
  });

  it('follows a local playlist that grows', async () => {
    const playlist = join(folder, 'grow #1.m3u8');
    const put = (n: number): Promise<void> =>
      writeFile(join(folder, `${n}.ts`), ts.segments[n] ?? assert.fail());
    await put(0);
    await writeFile(playlist, writePlaylist(entries(0, 1)));
    const decoding = decodePlaylist(
      { playlist, output, tuning },
      {
        onEvent: async (event) => {
          if (event.kind !== 'progress' || event.report.segments === 6) return;
          const next = event.report.segments;
          await put(next);
          // Appended to in two steps, so that half an entry is seen at times.
          const line = writePlaylist(entries(next, next + 1), { ended: next === 5 })
            .split('\n')
            .slice(4)
            .join('\n');
          await appendFile(playlist, line.slice(0, -5));
          await appendFile(playlist, line.slice(-5));
        },
      },
    );
    const { report } = await decoding;
    assert.deepEqual([report.verified, report.ended], [6, true]);
    assert.deepEqual(await readFile(output), all());
  });

  it('ends at the signal with what it got', async () => {
    origin.script('index.m3u8', writePlaylist(entries(0, 3)));
    origin.script('2.ts', { stall: ts.segments[2] ?? assert.fail() });
    const interrupt = new AbortController();
    const decoding = decode({ tuning: { ...tuning, stallMs: 150 } }, interrupt.signal);
    await origin.asked('2.ts', 2);
    interrupt.abort();
    const { report, stopped, error } = await decoding;
    assert.deepEqual([stopped, error, report.verified, report.ended], ['interrupted', undefined, 2, false]);
    assert.deepEqual(await readFile(output), Buffer.concat(ts.segments.slice(0, 2)));
  });

  it('holds the delay, and writes what it holds to a file when it is stopped', async () => {
    const now = Date.now();
    const dated = entries().map((entry, n) => ({ ...entry, date: new Date(now - (6 - n) * 480) }));
    origin.script('index.m3u8', writePlaylist(dated));
    const interrupt = new AbortController();
    const writtenAtMs: number[] = [];
    const playlist = `${origin.url}index.m3u8`;
    const decoding = decodePlaylist(
      { playlist, output, tuning: { ...tuning, memoryMaxBytes: 1 }, delaySeconds: 3 },
      {
        signal: interrupt.signal,
        onEvent: (event) => {
          if (event.kind !== 'progress') return;
          writtenAtMs.push(Date.now());
          if (writtenAtMs.length === 2) interrupt.abort();
        },
      },
    );
    const { report, stopped } = await decoding;
    assert.deepEqual([stopped, report.verified], ['interrupted', 6]);
    // Segment 0 was live 2.88 s ago, segment 1 2.4 s ago; the second goes out up to a target duration early.
    assert.ok((writtenAtMs[0] ?? 0) >= now + 120);
    assert.ok((writtenAtMs[1] ?? 0) >= now + 400);
    assert.deepEqual(await readFile(output), all());
  });

  it('ends quietly when the reader of standard output goes away', async () => {
    origin.script('index.m3u8', writePlaylist(entries()));
    const reader = new PassThrough({ highWaterMark: 10 });
    reader.once('data', () => reader.destroy(Object.assign(new Error('write EPIPE'), { code: 'EPIPE' })));
    const { stopped, error } = await decode({ output: '-', standardOutput: () => reader });
    assert.deepEqual([stopped, error], ['reader-gone', undefined]);
  });

  it('fetches no more than a few segments ahead of a reader that stands still', async () => {
    origin.script('index.m3u8', ended());
    const interrupt = new AbortController();
    const reader = new PassThrough({ highWaterMark: 10 });
    const decoding = decode({ output: '-', standardOutput: () => reader }, interrupt.signal);
    await origin.asked('3.ts', 1);
    interrupt.abort();
    const { stopped, report } = await decoding;
    assert.deepEqual([stopped, report.segments], ['interrupted', 0]);
    assert.equal(origin.requests('4.ts').length, 0);
  });
});
