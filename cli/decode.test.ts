import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { after, before, describe, it } from 'node:test';
import { setImmediate } from 'node:timers/promises';
import { z } from 'zod';
import { sha256Of } from '../player/testing/recording.ts';
import { type ScriptedOrigin, startScriptedOrigin } from '../player/testing/scripted-origin.ts';
import { type Entry, writePlaylist } from '../player/testing/write-playlist.ts';

const program = `
import { Command } from 'commander';
import { toSurecastError } from '${new URL('../contract/surecast-error.ts', import.meta.url).href}';
import { registerDecode } from '${new URL('./decode.ts', import.meta.url).href}';
const program = new Command('surecast');
registerDecode(program);
try {
  await program.parseAsync(process.argv, { from: 'node' });
} catch (error) {
  process.exitCode = toSurecastError(error).exitStatus;
}`;

function surecast(...args: readonly string[]): ChildProcess {
  const node = ['--input-type=module', '--eval', program, 'surecast', 'decode', ...args];
  return spawn(process.execPath, node, {
    stdio: ['ignore', 'pipe', 'pipe'],
    cwd: new URL('..', import.meta.url),
  });
}

async function finished(child: ChildProcess): Promise<{ status: unknown; stdout: string; stderr: string }> {
  const { stdout, stderr } = child;
  const [[status], out, err] = await Promise.all([
    once(child, 'exit'),
    stdout ? text(stdout) : '',
    stderr ? text(stderr) : '',
  ]);
  return { status, stdout: out, stderr: err };
}

const summary = z.object({ verified: z.int(), missing: z.int(), ended: z.boolean() });

describe('surecast decode', { timeout: 60_000 }, () => {
  let origin: ScriptedOrigin;
  let folder: string;
  /** Larger than a pipe holds. */
  const segments = [1, 2, 3].map((n) => Buffer.alloc(300_000, n));
  const entries: readonly Entry[] = segments.map((bytes, n) => ({ uri: `${n}.ts`, sha256: sha256Of(bytes) }));
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'surecast-cli-decode-'));
    origin = await startScriptedOrigin();
    for (const [n, bytes] of segments.entries()) origin.script(`${n}.ts`, bytes);
    origin.script('ended.m3u8', writePlaylist(entries, { ended: true }));
    origin.script('live.m3u8', writePlaylist(entries));
    const slid = writePlaylist(entries.slice(2), { first: 2, ended: true });
    origin.script('slid.m3u8', writePlaylist(entries.slice(0, 1)), slid);
  });
  after(async () => {
    await origin.close();
    await rm(folder, { recursive: true, force: true });
  });

  it('writes a file, prints one JSON object, and exits 0 when all matches', async () => {
    const output = join(folder, 'out.ts');
    const { status, stdout } = await finished(
      surecast(`${origin.url}ended.m3u8`, '--output', output, '--json'),
    );
    assert.equal(status, 0);
    assert.deepEqual(summary.parse(JSON.parse(stdout)), { verified: 3, missing: 0, ended: true });
    assert.deepEqual(await readFile(output), Buffer.concat(segments));
  });

  it('exits 4 when something is missing', async () => {
    const { status, stdout } = await finished(surecast(`${origin.url}slid.m3u8`, '--json'));
    assert.equal(status, 4);
    assert.equal(summary.parse(JSON.parse(stdout)).missing, 1);
  });

  it('exits 1 when the playlist can’t be had, and 2 on wrong usage', async () => {
    const runs = [
      finished(surecast(`${origin.url}none.m3u8`, '--give-up-after', '0')),
      finished(surecast('s3://bucket/index.m3u8')),
    ];
    assert.deepEqual(
      (await Promise.all(runs)).map(({ status }) => status),
      [1, 2],
    );
  });

  it('ends quietly when the reader of its pipe goes away', async () => {
    const child = surecast(`${origin.url}live.m3u8`, '--output', '-');
    child.stdout?.once('data', () => child.stdout?.destroy());
    const [status] = await once(child, 'exit');
    assert.equal(status, 0);
  });

  it('gives the media alone to standard output, and the JSON to standard error', async () => {
    const { status, stdout, stderr } = await finished(
      surecast(`${origin.url}ended.m3u8`, '--output', '-', '--json'),
    );
    assert.equal(status, 0);
    assert.equal(stdout, Buffer.concat(segments).toString());
    assert.equal(summary.parse(JSON.parse(stderr.trim().split('\n').at(-1) ?? '')).verified, 3);
  });

  it('ends at SIGINT with what it got, also when the reader of its pipe stands still', async () => {
    const toFile = surecast(`${origin.url}live.m3u8`, '--output', join(folder, 'part.ts'), '--json');
    const stuck = surecast(`${origin.url}live.m3u8`, '--output', '-');
    // Both must be following before they are interrupted: each has put out something.
    await once(stuck.stdout ?? assert.fail(), 'readable');
    while (!(await stat(join(folder, 'part.ts')).catch(() => undefined))?.size) await setImmediate();
    for (const child of [toFile, stuck]) child.kill('SIGINT');
    const [{ status, stdout }, [stuckStatus]] = await Promise.all([finished(toFile), once(stuck, 'exit')]);
    assert.equal(status, 0);
    assert.equal(stuckStatus, 0);
    assert.equal(summary.parse(JSON.parse(stdout)).ended, false);
  });
});
