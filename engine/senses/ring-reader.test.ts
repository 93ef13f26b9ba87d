import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test from 'node:test';
import { piecesSince, RingReader } from './ring-reader.ts';

const file = (index: number, mtimeMs: number, sizeBytes = 100) => ({ index, mtimeMs, sizeBytes });
const pieces = (...args: Parameters<typeof piecesSince>) =>
  piecesSince(...args).map(({ file: { index }, offset }) => [index, offset]);

test('begins with the newest file', () => {
  assert.deepEqual(pieces(undefined, []), []);
  assert.deepEqual(pieces(undefined, [file(0, 5), file(1, 2), file(3, 4)]), [[0, 0]]);
});

test('reads on in a file, then those begun since, round the ring', () => {
  const files = [file(0, 30), file(1, 10), file(2, 15), file(3, 20)];
  assert.deepEqual(pieces({ index: 0, offset: 40 }, files), [[0, 40]]);
  assert.deepEqual(pieces({ index: 3, offset: 40 }, files), [
    [3, 40],
    [0, 0],
  ]);
  assert.deepEqual(pieces({ index: 2, offset: 40 }, files), [
    [2, 40],
    [3, 0],
    [0, 0],
  ]);
});

test('stays with its file while the next one is of the same moment', () => {
  assert.deepEqual(pieces({ index: 2, offset: 7 }, [file(1, 9), file(2, 10), file(3, 10)]), [[2, 7]]);
});

test('leaves out what was written before, when the ring was begun again at its first file', () => {
  const files = [file(0, 30), file(1, 20), file(2, 5), file(3, 6)];
  assert.deepEqual(pieces({ index: 1, offset: 40 }, files), [
    [1, 40],
    [0, 0],
  ]);
});

test('begins anew where its file is gone or was written anew', () => {
  assert.deepEqual(pieces({ index: 1, offset: 40 }, [file(0, 30)]), [[0, 0]]);
  assert.deepEqual(pieces({ index: 1, offset: 40 }, [file(1, 30, 20)]), [[1, 0]]);
});

test('gives nothing where there is no ring, or none of AVI files', async (t) => {
  const directory = await mkdtemp(join(tmpdir(), 'surecast-ring-'));
  t.after(() => rm(directory, { recursive: true }));
  const reader = new RingReader(directory, 'sound');
  assert.deepEqual((await reader.read()).chunks, []);
  await writeFile(join(directory, 'sound-0.avi'), 'something else altogether');
  assert.deepEqual((await reader.read()).chunks, []);
});
