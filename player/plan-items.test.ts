import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { type MediaPlaylist, parsePlaylist } from './media-playlist.ts';
import { ItemPlanner, type PlannedItem } from './plan-items.ts';
import { type Entry, writePlaylist } from './testing/write-playlist.ts';

const seenAtMs = Date.UTC(2026, 0, 1);

/** Six segments of 2 s, the last of which ends when the playlist is seen. */
const playlist = parse(
  Array.from({ length: 6 }, (_, n) => ({
    uri: `${n}.ts`,
    seconds: 2,
    gap: n === 4,
    date: new Date(seenAtMs - (6 - n) * 2000),
  })),
);

function parse(entries: readonly Entry[]): MediaPlaylist {
  const parsed = parsePlaylist(
    writePlaylist(entries, { targetSeconds: 2 }),
    'http://origin.example/index.m3u8',
  );
  return parsed.kind === 'media' ? parsed : assert.fail();
}

function plan(delaySeconds: number | undefined, fromStart = false): readonly PlannedItem[] {
  const planner = new ItemPlanner({ delaySeconds, fromStart }, () => undefined);
  return planner.plan({ segments: playlist.segments, seenAtMs, missing: undefined, playlist });
}

function sequences(items: readonly PlannedItem[]): readonly number[] {
  return items.map((item) => (item.kind === 'lost' ? item.firstSequence : item.segment.sequence));
}

describe('ItemPlanner', () => {
  it('joins at live less the delay, or at the oldest listed when asked or without a delay', () => {
    assert.deepEqual(sequences(plan(5)), [3, 4, 5]);
    assert.deepEqual(sequences(plan(60)), [0, 1, 2, 3, 4, 5]);
    assert.deepEqual(sequences(plan(5, true)), [0, 1, 2, 3, 4, 5]);
    assert.deepEqual(sequences(plan(undefined)), [0, 1, 2, 3, 4, 5]);
  });

  it('leaves out nothing of later news, and puts what was lost first', () => {
    const planner = new ItemPlanner({ delaySeconds: 5, fromStart: false }, () => undefined);
    const missing = { firstSequence: 1, count: 2 };
    planner.plan({ segments: playlist.segments.slice(0, 1), seenAtMs, missing: undefined, playlist });
    const later = planner.plan({ segments: playlist.segments.slice(3), seenAtMs, missing, playlist });
    assert.deepEqual(
      later.map((item) => item.kind),
      ['lost', 'segment', 'gap', 'segment'],
    );
  });
});
