import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import {
  closeSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { UplinkWorld } from './testing/uplink-world.ts';
import { defaultUplinkLimits, type UplinkLimits } from './uplink-limits.ts';

function worldOf(t: TestContext, limits: Partial<UplinkLimits> = {}): UplinkWorld {
  const root = mkdtempSync(join(tmpdir(), 'surecast-test-'));
  const world = new UplinkWorld(root, limits);
  t.after(async () => {
    await world.close();
    rmSync(root, { recursive: true, force: true });
  });
  return world;
}

/** Replaces a file by a pipe that stays empty: whoever reads it hangs until `letGo`. */
function makeHang(path: string) {
  rmSync(path);
  execFileSync('mkfifo', [path]);
  const pipe = openSync(path, 'r+');
  const putBack = (bytes: string) => {
    writeFileSync(`${path}.new`, bytes);
    renameSync(`${path}.new`, path);
  };
  return { putBack, letGo: () => closeSync(pipe) };
}

test('what is queued is stored, proved, and only then verified', async (t) => {
  const world = worldOf(t);
  for (let i = 0; i < 12; i += 1) world.add(`text ${i}`);
  world.uplink.wake();
  await world.until(() => world.count('verified') === 12);
  assert.deepEqual(new Set(world.states()), new Set(['verified']));
  for (const news of world.news) {
    if (news.type !== 'verified') continue;
    const file = readFileSync(join(world.broadcast.root, news.upload.path), 'utf8');
    assert.equal(world.objectText(news.upload), file);
  }
  assert.ok(world.count('capabilities') >= 1);
  assert.ok(world.uplink.workerCount <= 4);
});

test('other limits hold from the next file on, and what is under way ends as it began', async (t) => {
  const world = worldOf(t, { minWorkers: 1, maxWorkers: 1 });
  const held = makeHang(world.add('held'));
  world.uplink.wake();
  await world.until(() => world.states()[0] === 'sending');
  for (let i = 0; i < 6; i += 1) world.add(`text ${i}`);
  world.uplink.retune({ limits: { ...defaultUplinkLimits, minWorkers: 2, maxWorkers: 2 } });
  await world.until(() => world.count('verified') === 6);
  assert.equal(world.states()[0], 'sending');
  // A worker that has not come to open the pipe yet would wait for a writer.
  held.putBack('held');
  held.letGo();
  await world.until(() => world.states()[0] !== 'sending' || world.count('verified') === 7);
  assert.deepEqual([world.count('died'), world.uplink.workerCount <= 2], [0, true]);
});

test('one worker delivers in the order of the queue', async (t) => {
  const world = worldOf(t, { maxWorkers: 1 });
  for (let i = 0; i < 5; i += 1) world.add();
  world.uplink.wake();
  await world.until(() => world.count('verified') === 5);
  const order = world.news.flatMap((news) => (news.type === 'verified' ? [news.upload.id] : []));
  assert.deepEqual(order, [1, 2, 3, 4, 5]);
});

test('no worker is started without a file for it', async (t) => {
  const world = worldOf(t);
  world.uplink.wake();
  assert.equal(world.uplink.workerCount, 0);
  world.add();
  for (let i = 0; i < 5; i += 1) world.uplink.wake();
  assert.equal(world.uplink.workerCount, 1);
  await world.until(() => world.count('verified') === 1);
});

test('a worker that hangs is replaced, its upload is queued again, and the others go on', async (t) => {
  const world = worldOf(t, { patienceMs: () => 1_500, maxWorkers: 2 });
  const hang = makeHang(world.add('a'));
  t.after(() => hang.letGo());
  world.add('b');
  world.uplink.wake();
  await world.until(() => world.count('died') >= 1 && world.count('verified') === 1);
  assert.deepEqual(world.states()[1], 'verified');
  assert.notEqual(world.states()[0], 'lost');
  hang.putBack('a');
  await world.until(() => world.count('verified') === 2);
  assert.equal(world.count('lost'), 0);
});

test('stopping does not wait for a worker that hangs, and leaves its upload queued', async (t) => {
  const world = worldOf(t);
  const hang = makeHang(world.add());
  t.after(() => hang.letGo());
  world.add();
  world.uplink.wake();
  await world.until(() => world.count('verified') === 1);
  await world.uplink.stop(50);
  assert.deepEqual(world.states(), ['queued', 'verified']);
  assert.equal(world.count('died'), 0);
});

test('stopping lets an attempt end within its grace', async (t) => {
  const world = worldOf(t);
  world.add();
  world.uplink.wake();
  await world.uplink.stop(20_000);
  assert.deepEqual(world.states(), ['verified']);
});

test('stopping at once leaves everything queued', async (t) => {
  const world = worldOf(t);
  for (let i = 0; i < 8; i += 1) world.add();
  world.uplink.wake();
  await world.uplink.stop(0);
  assert.deepEqual(new Set(world.states()), new Set(['queued']));
  world.uplink.wake();
  assert.equal(world.uplink.workerCount, 0);
});

test('an origin that needs a person blocks, says so, and goes on by itself once cured', async (t) => {
  const world = worldOf(t);
  const origin = join(world.broadcast.root, 'origin');
  writeFileSync(origin, 'a file where the folder should be');
  for (let i = 0; i < 3; i += 1) world.add();
  world.uplink.wake();
  await world.until(() => world.count('gate') >= 2);
  assert.equal(world.uplink.gate.state, 'blocked');
  assert.ok(!world.states().includes('lost'));
  assert.equal(
    world.broadcast.catalog.uploads.currentError(world.broadcast.broadcastId, world.originId)?.code,
    'ORIGIN_UNWRITABLE',
  );
  rmSync(origin);
  await world.until(() => world.count('verified') === 3);
  assert.equal(world.uplink.gate.state, 'open');
});

test('a local file that is gone or changed is lost, said, and holds nothing up', async (t) => {
  const world = worldOf(t);
  rmSync(world.add());
  writeFileSync(world.add('recorded'), 'reversed');
  world.add();
  world.uplink.wake();
  await world.until(() => world.count('lost') === 2 && world.count('verified') === 1);
  assert.deepEqual(world.states(), ['lost', 'lost', 'verified']);
  assert.equal(world.uplink.gate.state, 'open');
});

test('an object of other bytes under our key is left alone until a person removes it', async (t) => {
  const world = worldOf(t);
  world.add();
  const upload = world.broadcast.catalog.uploads.byId(1);
  const object = join(world.broadcast.root, 'origin', upload?.key ?? '');
  mkdirSync(dirname(object), { recursive: true });
  writeFileSync(object, 'foreign');
  world.add();
  world.uplink.wake();
  await world.until(() => world.count('verified') === 1);
  while (world.states()[0] !== 'blocked') await new Promise((resolve) => setTimeout(resolve, 5));
  assert.equal(readFileSync(object, 'utf8'), 'foreign');
  assert.equal(world.uplink.gate.state, 'open');
  rmSync(object);
  await world.until(() => world.count('verified') === 2);
});

test('workers that die without any answer are not started at full speed for ever', async (t) => {
  const world = worldOf(t, { patienceMs: () => 0, object: { retryMinMs: 0, retryMaxMs: 0 } });
  world.add();
  world.uplink.wake();
  await world.until(() => world.count('died') === 5);
  assert.equal(world.uplink.gate.state, 'waiting');
  assert.equal(world.count('lost'), 0);
});

test('a disk too full for the catalog forgets nothing that a worker found out', async (t) => {
  const world = worldOf(t);
  world.add();
  world.uplink.wake();
  world.uploads.isFull = true;
  world.add();
  await world.until(() => world.count('trouble') > 0);
  world.uplink.wake();
  assert.equal(world.count('verified'), 0);
  world.uploads.isFull = false;
  await world.until(() => world.count('verified') === 2);
  assert.deepEqual(world.states(), ['verified', 'verified']);
});

test('an upload that waits for a moment which a clock set back has moved far away is due', async (t) => {
  const world = worldOf(t);
  world.add();
  const error = { code: 'CHECKSUM_MISMATCH', message: '' } as const;
  world.uploads.apply(1, { type: 'taken' });
  world.uploads.apply(1, { type: 'failed', error, notBeforeMs: Date.now() + 3_600_000 });
  world.uplink.wake();
  await world.until(() => world.count('verified') === 1);
});
