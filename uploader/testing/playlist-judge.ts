import assert from 'node:assert/strict';
import { parse, types } from 'hls-parser';

/** A Media Playlist as an independent parser reads it. */
export type ReadPlaylist = {
  readonly ended: boolean;
  readonly mediaSequence: number;
  readonly targetDurationSeconds: number;
  readonly entries: readonly ReadEntry[];
};

export type ReadEntry = {
  readonly sequence: number;
  /** Undefined for a gap. */
  readonly uri: string | undefined;
  readonly mapUri: string | undefined;
  readonly discontinuitySequence: number;
  readonly seconds: number;
  readonly dateMs: number | undefined;
};

/** Reads a Media Playlist with hls-parser. Throws on anything that it finds invalid. */
export function readPlaylist(text: string): ReadPlaylist {
  const playlist = parse(text);
  assert.ok(playlist instanceof types.MediaPlaylist);
  const discontinuities = discontinuityTags(text);
  return {
    ended: playlist.endlist,
    mediaSequence: playlist.mediaSequenceBase ?? 0,
    targetDurationSeconds: playlist.targetDuration,
    entries: playlist.segments.map((segment, index) => ({
      sequence: segment.mediaSequenceNumber,
      uri: segment.gap ? undefined : segment.uri,
      mapUri: segment.map?.uri,
      discontinuitySequence: (playlist.discontinuitySequenceBase ?? 0) + (discontinuities[index] ?? 0),
      seconds: segment.duration,
      dateMs: segment.programDateTime?.getTime(),
    })),
  };
}

/** How many EXT-X-DISCONTINUITY stand before each entry; the parser's own numbers differ between its versions. */
function discontinuityTags(text: string): number[] {
  const counts: number[] = [];
  let count = 0;
  for (const line of text.split('\n')) {
    if (line === '#EXT-X-DISCONTINUITY') count += 1;
    else if (line !== '' && !line.startsWith('#')) counts.push(count);
  }
  return counts;
}

/** Asserts that `next` may follow `before` in front of a player (RFC 8216, 6.2.1 and 6.2.2). */
export function assertMayFollow(before: ReadPlaylist, next: ReadPlaylist): void {
  assert.ok(!before.ended || next.ended, 'a live playlist follows an ended one');
  assert.equal(next.targetDurationSeconds, before.targetDurationSeconds);
  if (!next.ended) assert.ok(next.mediaSequence >= before.mediaSequence, 'the window went back');
  const known = new Map(next.entries.map((entry) => [entry.sequence, entry]));
  for (const entry of before.entries) {
    const now = known.get(entry.sequence);
    const isFilledAtEnd = next.ended && entry.uri === undefined && now?.uri !== undefined;
    if (isFilledAtEnd)
      assert.deepEqual({ ...now, uri: undefined, mapUri: undefined }, { ...entry, mapUri: undefined });
    else if (now !== undefined) assert.deepEqual(now, entry);
    else assert.ok(entry.sequence < next.mediaSequence, `entry ${entry.sequence} vanished`);
  }
}
