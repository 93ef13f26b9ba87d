import assert from 'node:assert/strict';
import { existsSync, readdirSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test, { type TestContext } from 'node:test';
import { findSensesPlace, makeSensesPlace, removeSensesPlace } from './senses-place.ts';

async function folders(t: TestContext) {
  const root = await mkdtemp(join(tmpdir(), 'surecast-place-'));
  t.after(() => rm(root, { recursive: true }));
  const [run, memory] = [join(root, 'run'), join(root, 'memory')];
  await Promise.all([mkdir(run), mkdir(memory)]);
  return { root, run, memory };
}

test('is made in memory for its user alone, found by the next life, and removed with the run', async (t) => {
  const { run, memory } = await folders(t);
  const place = await makeSensesPlace(run, memory);
  assert.ok(place.startsWith(`${memory}/surecast-`));
  assert.equal(statSync(place).mode & 0o077, 0);
  assert.equal(await findSensesPlace(run, memory), place);
  await removeSensesPlace(run, memory);
  assert.deepEqual([readdirSync(memory), readdirSync(run)], [[], []]);
  assert.equal(await findSensesPlace(run, memory), undefined);
});

test('is in the run’s folder where there is none in memory', async (t) => {
  const { root, run } = await folders(t);
  const memory = join(root, 'nowhere');
  const place = await makeSensesPlace(run, memory);
  assert.ok(place.startsWith(run) && existsSync(place));
  assert.equal(await findSensesPlace(run, memory), place);
  await removeSensesPlace(run, memory);
  assert.deepEqual(readdirSync(run), []);
});

test('is made again where it has vanished', async (t) => {
  const { run, memory } = await folders(t);
  const place = await makeSensesPlace(run, memory);
  rmSync(place, { recursive: true });
  assert.equal(await findSensesPlace(run, memory), place);
  assert.ok(existsSync(place));
  await removeSensesPlace(run, memory);
  assert.deepEqual(readdirSync(memory), []);
});

test('goes with the next one when its run has vanished, and not before', async (t) => {
  const { root, run, memory } = await folders(t);
  const [kept, fresh, gone] = [join(root, 'kept'), join(root, 'fresh'), join(root, 'gone')];
  await Promise.all([kept, fresh, gone].map((path) => mkdir(path)));
  const places = [];
  for (const owner of [kept, fresh, gone]) places.push(await makeSensesPlace(owner, memory));
  const [keptPlace, freshPlace, gonePlace] = places;
  for (const place of [keptPlace, gonePlace]) utimesSync(join(place ?? '', 'run'), 1, 1);
  for (const path of [fresh, gone]) rmSync(path, { recursive: true });
  await makeSensesPlace(run, memory);
  assert.deepEqual(
    [keptPlace, freshPlace, gonePlace].map((place) => existsSync(place ?? '')),
    [true, true, false],
  );
});

test('names nothing that was not made here', async (t) => {
  const { root, run, memory } = await folders(t);
  for (const path of [root, '/', `${memory}/surecast-abc/../..`, `${memory}/other1`, '']) {
    writeFileSync(join(run, 'senses'), path);
    assert.equal(await findSensesPlace(run, memory), undefined, path);
    await removeSensesPlace(run, memory);
    assert.ok(existsSync(root));
  }
});
