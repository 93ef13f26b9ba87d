import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fc } from '../../fixtures/property-testing.ts';
import { Disk } from './disk.ts';
import type { FileAction } from './file-operation.ts';
import { type PowerCut, survivors } from './power-cut.ts';
import { SeededRandom } from './seeded-random.ts';

const write = (path: string, text: string, offset?: number): FileAction => ({
  type: 'write',
  path,
  offset,
  bytes: Buffer.from(text),
});
const open = (path: string): FileAction => ({ type: 'open', path, truncates: true, appends: false });
const sync = (path: string): FileAction => ({ type: 'sync', path, dataOnly: false });

function diskOf(actions: readonly FileAction[]): Disk {
  const disk = new Disk('/disk');
  actions.forEach((action, index) => {
    disk.apply({ ...action, unixMs: index, begunAfter: index });
  });
  return disk;
}

/** What is left, as text by path. */
function left(disk: Disk, cut: PowerCut, seed = ''): Record<string, string | undefined> {
  const entries = survivors(disk, cut, new SeededRandom(seed));
  return Object.fromEntries(entries.map(({ path, bytes }) => [path, bytes?.toString()]));
}

const nothing = (model: PowerCut['model']): PowerCut => ({ model, names: 'nothing', data: 'nothing' });
const everything: PowerCut = { model: 'strict', names: 'everything', data: 'everything' };

const file = [open('/disk/file.tmp'), write('/disk/file.tmp', 'whole'), sync('/disk/file.tmp')];
const renamed: FileAction = { type: 'rename', path: '/disk/file.tmp', to: '/disk/file' };

test('bytes are safe after fsync of the file, names after that of the directory', () => {
  const disk = diskOf([...file, renamed, sync('/disk'), write('/disk/file', ' and more')]);
  for (const model of ['ordered', 'strict'] as const)
    assert.deepEqual(left(disk, nothing(model)), { file: 'whole' });
  assert.deepEqual(left(disk, everything), { file: 'whole and more' });
});

test('without an fsync of the directory, POSIX promises no name, and a journal the one that the file had', () => {
  const disk = diskOf([...file, renamed]);
  assert.deepEqual(left(disk, nothing('strict')), {});
  assert.deepEqual(left(disk, nothing('ordered')), { 'file.tmp': 'whole' });
});

test('a journal keeps names in their order, POSIX each by itself', () => {
  const disk = diskOf([...file, renamed, open('/disk/later')]);
  const outcomes = (model: PowerCut['model']) => {
    const cut: PowerCut = { model, names: 'random', data: 'nothing' };
    const seeds = Array.from({ length: 200 }, (_, n) => `${n}`);
    return new Set(
      seeds.map((seed) =>
        Object.keys(left(disk, cut, seed))
          .toSorted()
          .join(),
      ),
    );
  };
  assert.deepEqual([...outcomes('ordered')].toSorted(), ['file', 'file,later', 'file.tmp']);
  assert.equal(outcomes('strict').size, 8);
});

test('a sync that was begun before a write does not answer for it', () => {
  const disk = new Disk('/disk');
  const actions = [
    open('/disk/log'),
    write('/disk/log', 'a'),
    write('/disk/log', 'b'),
    sync('/disk/log'),
    sync('/disk'),
  ];
  const begunAfter = [0, 1, 2, 2, 4];
  actions.forEach((action, index) => {
    disk.apply({ ...action, unixMs: 0, begunAfter: begunAfter[index] ?? 0 });
  });
  assert.deepEqual(left(disk, nothing('ordered')), { log: 'a' });
});

test('whatever is torn, what was synced is there, and nothing is longer than it was', () => {
  const cuts = fc.record({
    model: fc.constantFrom('ordered' as const, 'strict' as const),
    names: fc.constantFrom('nothing' as const, 'random' as const),
    data: fc.constantFrom('torn' as const, 'zeros' as const),
  });
  const more = 'x'.repeat(3000);
  const actions = [...file, renamed, sync('/disk'), write('/disk/file', more), write('/disk/file', more)];
  fc.assert(
    fc.property(cuts, fc.string(), (cut, seed) => {
      const text = left(diskOf(actions), cut, seed)['file'] ?? '';
      assert.ok(text.startsWith('whole') && text.length <= 6005);
      assert.match(text.slice(5), /^[x\0]*$/);
    }),
  );
});
