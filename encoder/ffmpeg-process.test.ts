import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test, { type TestContext } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { captureArgs } from './capture-args.ts';
import { adoptFfmpeg, startFfmpeg } from './ffmpeg-process.ts';
import { findFfmpeg } from './find-ffmpeg.ts';
import { inputArgs } from './inputs/input-args.ts';
import { readRunRecord } from './run-record.ts';

const variant = { name: '90p', width: 160, height: 90, framesPerSecond: 10, videoKbps: 100, audioKbps: 64 };

async function makeRun(context: TestContext, source: 'test' | 'missing' = 'test') {
  const runDir = await mkdtemp(join(tmpdir(), 'surecast-run-'));
  context.after(() => rm(runDir, { recursive: true, force: true }));
  await mkdir(join(runDir, variant.name));
  const { ffmpegPath, version } = await findFfmpeg();
  const sourceOf = {
    test: { kind: 'test' },
    missing: { kind: 'file', path: '/nowhere/at-all.mp4' },
  } as const;
  const args = captureArgs({
    input: inputArgs(sourceOf[source], { platform: process.platform, paced: true, width: 160, height: 90 }),
    variants: [variant],
    container: 'ts',
    segmentSeconds: 1,
    runDirectory: runDir,
    timelineOffsetSeconds: 0,
    paced: true,
    encoder: 'libx264',
    ffmpegMajor: version.major,
  });
  return { runDir, ffmpegPath, args };
}

async function until<Value>(ask: () => Promise<Value | undefined>): Promise<Value> {
  for (;;) {
    const value = await ask();
    if (value !== undefined) return value;
    await sleep(20);
  }
}

test('captures until it is asked to stop, and ends cleanly', async (context) => {
  const run = await makeRun(context);
  const handle = await startFfmpeg(run);
  context.after(() => handle.kill());
  assert.equal(handle.isAlive(), true);
  assert.equal((await readRunRecord(run.runDir))?.pid, handle.pid);
  await until(async () => (await readProgress(run.runDir)).match(/frame=[1-9]/) ?? undefined);
  assert.deepEqual(await handle.stop(10_000), { code: 255 });
  assert.equal(handle.isAlive(), false);
  assert.match(await readProgress(run.runDir), /progress=end/);
  assert.match(await handle.log(), /^\$ .*ffmpeg\S* -nostdin/);
});

test('tells how a failed start ended', async (context) => {
  const seen: unknown[] = [];
  const handle = await startFfmpeg({
    ...(await makeRun(context, 'missing')),
    onExit: (exit) => seen.push(exit),
  });
  const exit = await handle.exited;
  assert.notEqual(exit.code, 0);
  assert.deepEqual(seen, [exit]);
  assert.match(await handle.log(), /No such file or directory/);
});

test('refuses a program that does not exist', async (context) => {
  const run = await makeRun(context);
  await assert.rejects(startFfmpeg({ ...run, ffmpegPath: '/nowhere/ffmpeg' }), { code: 'FFMPEG_MISSING' });
});

test('outlives a killed parent and is found again', async (context) => {
  const run = await makeRun(context);
  const module = new URL('./ffmpeg-process.ts', import.meta.url).href;
  const script = `import { startFfmpeg } from ${JSON.stringify(module)};
    await startFfmpeg(${JSON.stringify(run)}); console.log('started'); setInterval(() => {}, 1000);`;
  const parent = spawn(process.execPath, ['--input-type=module', '-e', script], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  await once(parent.stdout, 'data');
  parent.kill('SIGKILL');
  await once(parent, 'exit');

  const handle = await adoptFfmpeg(run.runDir);
  assert.ok(handle?.adopted && handle.isAlive());
  context.after(() => handle.kill());

  await context.test('also without run.json, or with a reused process number in it', async () => {
    await rm(join(run.runDir, 'run.json'));
    assert.equal((await adoptFfmpeg(run.runDir))?.pid, handle.pid);
    const other = { version: 1, pid: process.pid, startedAt: '2026-01-01T00:00:00Z', command: 'ffmpeg' };
    await writeFile(join(run.runDir, 'run.json'), JSON.stringify(other));
    assert.equal((await adoptFfmpeg(run.runDir))?.pid, handle.pid);
  });

  await context.test('and goes on capturing', async () => {
    const before = lastFrame(await readProgress(run.runDir));
    await until(async () => (lastFrame(await readProgress(run.runDir)) > before ? true : undefined));
  });

  assert.deepEqual(await handle.stop(10_000), { code: undefined });
  assert.equal(await adoptFfmpeg(run.runDir), undefined);
  assert.match(await readProgress(run.runDir), /progress=end/);
});

async function readProgress(runDir: string): Promise<string> {
  return readFile(join(runDir, 'progress'), 'utf8').catch(() => '');
}

function lastFrame(progress: string): number {
  return Number(
    progress
      .match(/frame=(\d+)/g)
      ?.at(-1)
      ?.slice('frame='.length) ?? 0,
  );
}
