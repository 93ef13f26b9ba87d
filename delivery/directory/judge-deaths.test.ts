import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fc } from '../../fixtures/property-testing.ts';
import { judgeDeaths, type MemberView } from './judge-deaths.ts';

const listed = ['mid-1', 'mid-2', 'mid-3', 'mid-4', 'mid-5'];
const member = (name: string, dead: readonly string[] | undefined, isAlive = true): MemberView => ({
  name,
  isAlive,
  dead: dead === undefined ? undefined : new Set(dead),
});
const judge = (members: readonly MemberView[], removedLately = 0) =>
  judgeDeaths({ listed, members, removedLately });

test('one member alone in the network decides alone', () => {
  assert.deepEqual(judge([member('dir-1', ['mid-2'])]), ['mid-2']);
});

test('a member that has not listened for long enough has no say', () => {
  assert.deepEqual(judge([member('dir-1', undefined)]), []);
  assert.deepEqual(judge([member('dir-1', ['mid-2']), member('dir-2', undefined)]), []);
});

test('most must hold it', () => {
  assert.deepEqual(judge([member('a', ['mid-2']), member('b', ['mid-2']), member('c', [])]), ['mid-2']);
  assert.deepEqual(judge([member('a', ['mid-2']), member('b', []), member('c', [])]), []);
  assert.deepEqual(judge([member('a', ['mid-2']), member('b', [])]), []);
});

test('the smaller part of a network that fell apart removes nobody, whatever it does not hear', () => {
  const cutOff = [member('a', listed), member('b', undefined, false), member('c', undefined, false)];
  assert.deepEqual(judge(cutOff), []);
});

test('the larger part removes who is dead although a member is dead too', () => {
  const members = [member('a', ['mid-1']), member('b', ['mid-1']), member('c', undefined, false)];
  assert.deepEqual(judge(members), ['mid-1']);
});

test('half of the list is removed only if every living member says so', () => {
  const half = ['mid-1', 'mid-2', 'mid-3'];
  assert.deepEqual(judge([member('a', half), member('b', half), member('c', ['mid-1'])]), ['mid-1']);
  assert.deepEqual(judge([member('a', half), member('b', half), member('c', half)]), half);
  assert.deepEqual(judge([member('a', half), member('b', half), member('c', undefined, false)]), half);
});

test('what was removed a moment ago counts towards that half', () => {
  const members = [member('a', ['mid-1']), member('b', ['mid-1']), member('c', [])];
  assert.deepEqual(judge(members, 2), ['mid-1']);
  assert.deepEqual(judge(members, 3), []);
});

test('no minority ever removes anybody, and only who is held dead is removed', () => {
  const view = fc.record({
    isAlive: fc.boolean(),
    dead: fc.option(fc.subarray(listed), { nil: undefined }),
  });
  fc.assert(
    fc.property(fc.array(view, { minLength: 1, maxLength: 7 }), fc.nat(9), (views, removedLately) => {
      const members = views.map(({ isAlive, dead }, at) => member(`dir-${at}`, dead, isAlive));
      for (const name of judge(members, removedLately)) {
        const holders = members.filter(({ dead }) => dead?.has(name));
        assert.ok(holders.length * 2 > members.length);
      }
    }),
  );
});
