import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { fc } from '../fixtures/property-testing.ts';
import { type FollowState, followPlaylist, followStart } from './follow.ts';
import { type MediaPlaylist, parsePlaylist } from './media-playlist.ts';
import { type Entry, writePlaylist } from './testing/write-playlist.ts';

/** The window [first, end) of a broadcast whose n-th segment is `n.ts`. */
function windowOf(first: number, end: number, ended = false, change: Partial<Entry> = {}): MediaPlaylist {
  const entries = Array.from({ length: end - first }, (_, index) => ({
    uri: `${first + index}.ts`,
    ...change,
  }));
  const playlist = parsePlaylist(
    writePlaylist(entries, { first, ended, targetSeconds: 2 }),
    'http://o.example/i',
  );
  return playlist.kind === 'media' ? playlist : assert.fail();
}

function accept(state: FollowState, playlist: MediaPlaylist) {
  const step = followPlaylist(state, playlist);
  return step.kind === 'accepted' ? step : assert.fail(`refused: ${step.reason}`);
}

describe('followPlaylist', () => {
  it('loads again after the target duration, half of it if nothing was new, and never once ended', () => {
    const first = accept(followStart, windowOf(3, 5));
    assert.equal(first.reloadAfterMs, 2000);
    const same = accept(first.state, windowOf(3, 5));
    assert.equal(same.reloadAfterMs, 1000);
    assert.deepEqual(same.segments, []);
    assert.equal(accept(same.state, windowOf(3, 6, true)).reloadAfterMs, undefined);
  });

  it('passes a hole of the live playlist once, also when the ended one has filled it from the first segment on', () => {
    const live = accept(followStart, windowOf(3, 8, false, { gap: true }));
    assert.ok(live.segments.every(({ gap }) => gap));
    const ended = accept(live.state, windowOf(0, 9, true));
    assert.deepEqual([ended.missing, ended.segments.map(({ sequence }) => sequence)], [undefined, [8]]);
  });

  it('refuses what is behind what it has seen', () => {
    const { state } = accept(followStart, windowOf(3, 6));
    for (const [first, end] of [
      [2, 6],
      [3, 5],
      [0, 1],
    ] as const) {
      assert.deepEqual(followPlaylist(state, windowOf(first, end)), { kind: 'refused', reason: 'backwards' });
    }
  });

  it('takes an ended playlist that lists again what the live window had let go, and hands out only what is new', () => {
    const { state } = accept(followStart, windowOf(3, 6));
    const whole = accept(state, windowOf(0, 7, true));
    assert.deepEqual(
      whole.segments.map((segment) => segment.url),
      ['http://o.example/6.ts'],
    );
    assert.equal(whole.missing, undefined);
    assert.equal(whole.reloadAfterMs, undefined);
    assert.equal(followPlaylist(state, windowOf(0, 7, true, { uri: 'other.ts' })).kind, 'refused');
  });

  it('refuses other bytes under a number it has seen, but takes new tokens in the query', () => {
    const { state } = accept(followStart, windowOf(0, 2));
    assert.equal(followPlaylist(state, windowOf(0, 3, false, { uri: 'other.ts' })).kind, 'refused');
    const hashed = accept(followStart, windowOf(0, 2, false, { sha256: 'a'.repeat(64) })).state;
    assert.equal(followPlaylist(hashed, windowOf(0, 2, false, { sha256: 'b'.repeat(64) })).kind, 'refused');
    const tokens = accept(followStart, windowOf(0, 1, false, { uri: '0.ts?t=1' })).state;
    assert.equal(followPlaylist(tokens, windowOf(0, 1, false, { uri: '0.ts?t=2' })).kind, 'accepted');
  });

  it('says which segments left the window before they were seen', () => {
    const { state } = accept(followStart, windowOf(0, 2));
    const later = accept(state, windowOf(5, 7));
    assert.deepEqual(later.missing, { firstSequence: 2, count: 3 });
    assert.deepEqual(
      later.segments.map((segment) => segment.sequence),
      [5, 6],
    );
  });

  it('hands out each segment at most once, in order, and loses none but those that left the window', () => {
    const reloads = fc.array(fc.record({ first: fc.nat(30), length: fc.nat(8), ended: fc.constant(false) }), {
      maxLength: 40,
    });
    fc.assert(
      fc.property(reloads, (windows) => {
        let state = followStart;
        const handedOut: number[] = [];
        const missing = new Set<number>();
        const listed = new Set<number>();
        for (const { first, length } of windows) {
          const step = followPlaylist(state, windowOf(first, first + length));
          if (step.kind === 'refused') continue;
          state = step.state;
          for (let n = first; n < first + length; n++) listed.add(n);
          for (let n = 0; n < (step.missing?.count ?? 0); n++)
            missing.add((step.missing?.firstSequence ?? 0) + n);
          handedOut.push(...step.segments.map((segment) => segment.sequence));
        }
        assert.deepEqual(
          handedOut,
          [...new Set(handedOut)].sort((x, y) => x - y),
        );
        // Accepted windows only move forward, so what was ever listed in one of them was handed out.
        assert.deepEqual(
          [...listed].filter((n) => !handedOut.includes(n)),
          [],
        );
        const from = handedOut[0] ?? 0;
        const upTo = state.nextSequence ?? 0;
        const known = [...handedOut, ...missing].filter((n) => n >= from).sort((x, y) => x - y);
        if (handedOut.length > 0)
          assert.deepEqual(
            known,
            Array.from({ length: upTo - from }, (_, n) => from + n),
          );
        assert.deepEqual(
          [...missing].filter((n) => listed.has(n)),
          [],
        );
      }),
    );
  });
});
