import assert from 'node:assert/strict';
import HLS from 'hls-parser';
import type { DecodedRun } from './decode-run.ts';
import { judgeHeaders } from './judge-headers.ts';
import { type ExpectedMedia, judgeMedia } from './judge-media.ts';
import { judgeReceipt, sha256Of } from './judge-receipt.ts';
import type { OriginView } from './origin-view.ts';
import { type ScannedPlaylist, type ScannedSegment, scanMediaPlaylist } from './scan-media-playlist.ts';

/** What a finished broadcast must be. */
export type Expected = ExpectedMedia & {
  readonly segmentSeconds: number;
  /** Length of the longest segment where keyframes lie as they did in the source; default: `segmentSeconds`. */
  readonly targetSeconds?: number;
  /** How many frames were captured; undefined where nobody can know. */
  readonly frames?: number;
  /** Default 0. */
  readonly discontinuities?: number;
};

/** What was found. */
export type Judged = {
  readonly playlist: ScannedPlaylist;
  /** One entry a stretch without discontinuity. */
  readonly runs: readonly DecodedRun[];
  readonly frames: number;
  readonly keys: readonly string[];
};

/**
 * Judges a finished broadcast of one variant by what lies at the origin alone: nothing named is missing, nothing there
 * is unnamed, every hash is right, every frame is there. Fails the test at the first thing that is not as promised.
 */
export async function judgeBroadcast(view: OriginView, name: string, expected: Expected): Promise<Judged> {
  const keys = (await view.list()).filter((key) => key.startsWith(`${name}/`));
  const objects = new Map<string, Buffer>();
  for (const key of keys) {
    const object = await view.get(key);
    assert.ok(object !== undefined, `${key} can be read`);
    assert.ok(object.bytes.length > 0, `${key} is not empty`);
    if (object.headers !== undefined) judgeHeaders(key, object.headers);
    objects.set(key, object.bytes);
  }
  const variant = judgeMultivariant(textOf(objects, `${name}/index.m3u8`));
  const folder = `${name}/${variant}`;
  const text = textOf(objects, `${folder}/index.m3u8`);
  const playlist = scanMediaPlaylist(text);
  judgeMediaPlaylist(text, playlist, expected);
  judgeHashes(playlist, folder, objects);
  const named = playlist.segments.flatMap(({ uri, map, gap }) => [
    ...(gap ? [] : [uri]),
    ...(map ? [map.uri] : []),
  ]);
  const known = new Set([
    ...['index.m3u8', `${variant}/index.m3u8`, 'receipt.json'].map((rest) => `${name}/${rest}`),
    ...named.map((uri) => `${folder}/${uri}`),
  ]);
  assert.deepEqual([...keys], [...known].toSorted(), 'what is there is what is named');
  const receipt = judgeReceipt(textOf(objects, `${name}/receipt.json`), objects);
  assert.equal(receipt.segments, playlist.segments.filter(({ gap }) => !gap).length);
  assert.equal(receipt.gaps, playlist.segments.filter(({ gap }) => gap).length);
  const runs = await judgeMedia(playlist.segments, folder, objects, expected);
  const frames = runs.reduce((sum, { video }) => sum + video.length, 0);
  if (expected.frames !== undefined) assert.equal(frames, expected.frames, 'every frame is there');
  return { playlist, runs, frames, keys };
}

function judgeMultivariant(text: string): string {
  const multivariant = HLS.parse(text);
  assert.ok(multivariant.isMasterPlaylist, 'the broadcast has a Multivariant Playlist');
  const [only, ...more] = multivariant.variants;
  assert.ok(only !== undefined && more.length === 0, 'there is one variant');
  assert.ok(only.codecs !== undefined && only.resolution !== undefined && only.bandwidth > 0);
  assert.match(only.uri, /^[^/]+\/index\.m3u8$/);
  return only.uri.split('/')[0] ?? '';
}

function judgeMediaPlaylist(text: string, playlist: ScannedPlaylist, expected: Expected): void {
  const parsed = HLS.parse(text);
  assert.ok(!parsed.isMasterPlaylist, 'the variant has a Media Playlist');
  assert.deepEqual(
    parsed.segments.map(({ uri }) => uri),
    playlist.segments.map(({ uri }) => uri),
  );
  assert.ok(playlist.ended, 'the playlist has ended');
  assert.equal(playlist.mediaSequence, 0, 'the playlist begins with the first segment');
  assert.equal(playlist.targetSeconds, expected.targetSeconds ?? Math.ceil(expected.segmentSeconds));
  for (const { uri, seconds } of playlist.segments) {
    assert.ok(Math.round(seconds) <= playlist.targetSeconds, `${uri} is no longer than the target duration`);
  }
  if (expected.powerCut !== true) judgeGaps(playlist.segments, expected.lost ?? []);
  assert.equal(
    new Set(playlist.segments.map(({ uri }) => uri)).size,
    playlist.segments.length,
    'no name twice',
  );
  const cuts = playlist.segments.filter(({ discontinuity }) => discontinuity);
  assert.equal(cuts.length, expected.discontinuities ?? 0, 'discontinuities');
  judgeDates(playlist.segments);
}

/**
 * Only what was never captured is a gap: it lies between two runs. What was captured is all there, but for what is known to
 * be `lost`.
 */
function judgeGaps(segments: readonly ScannedSegment[], lost: readonly number[]): void {
  for (const sequence of lost) assert.ok(segments[sequence]?.gap, `${sequence} is lost: a gap`);
  segments.forEach((segment, index) => {
    if (lost.includes(segment.sequence)) return;
    const next = segments[index + 1];
    if (segment.gap)
      assert.ok(next !== undefined && (next.gap || next.discontinuity), `${segment.uri}: a loss`);
  });
}

/** Each run's first segment has its date, and dates go forward by what the segments last. */
function judgeDates(segments: readonly ScannedSegment[]): void {
  segments.forEach((segment, index) => {
    const previous = segments[index - 1];
    if (previous === undefined || segment.discontinuity)
      assert.ok(segment.dateMs !== undefined, 'a run is dated');
    if (previous?.dateMs === undefined || segment.dateMs === undefined) return;
    const driftMs = segment.dateMs - previous.dateMs - previous.seconds * 1000;
    if (segment.discontinuity) assert.ok(driftMs > -50, `${segment.uri}: the date goes back`);
    else assert.ok(Math.abs(driftMs) < 50, `${segment.uri}: its date is ${driftMs} ms off the one before`);
  });
}

function judgeHashes(playlist: ScannedPlaylist, folder: string, objects: ReadonlyMap<string, Buffer>): void {
  for (const { uri, sha256, map } of playlist.segments.filter(({ gap }) => !gap)) {
    for (const each of [{ uri, sha256 }, ...(map ? [map] : [])]) {
      const bytes = objects.get(`${folder}/${each.uri}`);
      assert.ok(bytes !== undefined, `${each.uri} is named and there`);
      assert.equal(each.sha256, sha256Of(bytes), `${each.uri} has the SHA-256 that the playlist tells`);
    }
  }
}

function textOf(objects: ReadonlyMap<string, Buffer>, key: string): string {
  const bytes = objects.get(key);
  assert.ok(bytes !== undefined, `${key} is there`);
  return bytes.toString('utf8');
}
