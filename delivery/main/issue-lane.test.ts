import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fc } from '../../fixtures/property-testing.ts';
import { createIssueLane, type IssuedObject } from './issue-lane.ts';

const media = (key: string, version = 1): IssuedObject => ({
  object: { key, sizeBytes: 1, sha256: '', version },
  named: undefined,
  isPlaylist: false,
  mayBeThere: false,
});
const playlist = (
  key: string,
  version: number,
  names: readonly string[],
  kind: 'media' | 'multivariant' = 'media',
) => ({
  ...media(key, version),
  isPlaylist: true,
  named: {
    kind,
    ended: false,
    targetSeconds: 2,
    objects: names.map((each) => ({ key: each, sha256: undefined })),
  },
});

/** Takes one after the other, each settled before the next. */
function drain(lane: ReturnType<typeof createIssueLane>): string[] {
  const keys: string[] = [];
  for (let next = lane.next(); next !== undefined; next = lane.next()) {
    keys.push(next.object.key);
    lane.settle(next, true);
  }
  return keys;
}

test('a server that is newly named gets the live window first, then its playlists, then the past from the newest back', () => {
  const lane = createIssueLane();
  for (const [at, key] of ['s1', 's2', 's3', 's4'].entries()) lane.add(media(key, at), 'old');
  lane.add(playlist('v/index', 5, ['s3', 's4']), 'old');
  lane.add(playlist('index', 6, ['v/index'], 'multivariant'), 'old');
  assert.deepEqual(drain(lane), ['s3', 's4', 'v/index', 'index', 's2', 's1']);
  assert.equal(lane.size(), 0);
});

test('a playlist waits for what it names, also for what failed; others do not wait for it', () => {
  const lane = createIssueLane();
  lane.add(media('a'), 'fresh');
  lane.add(playlist('index', 1, ['a']), 'fresh');
  lane.add(media('b'), 'fresh');
  const first = lane.next();
  assert.equal(first?.object.key, 'a');
  assert.equal(lane.next()?.object.key, 'b');
  assert.equal(lane.next(), undefined);
  lane.fail(first);
  assert.equal(lane.next()?.object.key, 'a');
  lane.settle(first, true);
  assert.equal(lane.next()?.object.key, 'index');
});

test('only the newest version of a playlist is sent; one that came while another was under way follows it', () => {
  const lane = createIssueLane();
  lane.add(playlist('index', 1, []), 'fresh');
  lane.add(playlist('index', 2, []), 'fresh');
  lane.add(playlist('index', 1, []), 'fresh');
  const second = lane.next();
  assert.equal(second?.object.version, 2);
  lane.add(playlist('index', 3, []), 'fresh');
  assert.equal(lane.next(), undefined);
  lane.settle(second, true);
  assert.equal(lane.next()?.object.version, 3);
});

test('whatever comes, fails and is settled in whatever order: no playlist leaves before what it names is there, and all leave', () => {
  const step = fc.record({
    kind: fc.constantFrom('segment', 'take', 'settle', 'fail'),
    pick: fc.nat(20),
    old: fc.boolean(),
  });
  fc.assert(
    fc.property(fc.array(step, { maxLength: 80 }), (steps) => {
      const lane = createIssueLane();
      const there = new Set<string>();
      const underWay: IssuedObject[] = [];
      const added: string[] = [];
      const take = (): boolean => {
        const next = lane.next();
        if (next === undefined) return false;
        for (const { key } of next.named?.objects ?? []) assert.ok(there.has(key), `${key} is not there`);
        underWay.push(next);
        return true;
      };
      const settle = (pick: number): void => {
        const [done] = underWay.splice(pick % Math.max(1, underWay.length), 1);
        if (done === undefined) return;
        there.add(done.object.key);
        lane.settle(done, true);
      };
      for (const { kind, pick, old } of steps) {
        if (kind === 'segment') {
          const key = `s${added.length}`;
          added.push(key);
          lane.add(media(key, added.length), old ? 'old' : 'fresh');
          lane.add(playlist('index', added.length, added.slice(-3)), 'fresh');
        } else if (kind === 'take') take();
        else if (kind === 'settle') settle(pick);
        else underWay.splice(0).forEach(lane.fail);
      }
      while (take() || underWay.length > 0) settle(0);
      assert.equal(lane.size(), 0);
      for (const key of added) assert.ok(there.has(key));
    }),
  );
});
