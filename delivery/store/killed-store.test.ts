import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { isPlaylistKey } from '../../contract/network/object-key.ts';
import { temporaryDirectory } from '../../fixtures/temporary-directory.ts';
import { hexSha256 } from '../../uploader/origins/hash.ts';
import { openObjectStore } from './open-object-store.ts';
import { bytesOf } from './testing/made-objects.ts';

const writer = fileURLToPath(new URL('./testing/write-until-killed.ts', import.meta.url));

test('killed in the middle of writes, again and again, a store has all that it answered for, and nothing half', async (t) => {
  const directory = temporaryDirectory(t);
  const stored = new Map<string, string>();
  for (let life = 0; life < 3; life++) {
    await writeAndKill(directory, stored);
    await checkAll(directory, stored);
  }
});

/** Kills the writer when it has stored some objects more, wherever it is then. */
async function writeAndKill(directory: string, stored: Map<string, string>): Promise<void> {
  const child = spawn(process.execPath, [writer, directory], { stdio: ['ignore', 'pipe', 'inherit'] });
  const gone = once(child, 'exit');
  let count = 0;
  for await (const line of linesOf(child)) {
    const [key = '', sha256 = ''] = line.split(' ');
    stored.set(key, sha256);
    count++;
    if (count === 40) child.kill('SIGKILL');
  }
  assert.equal((await gone)[1], 'SIGKILL');
}

function linesOf(child: ChildProcess): AsyncIterable<string> {
  if (child.stdout === null) throw new Error('there is a pipe');
  return createInterface({ input: child.stdout });
}

async function checkAll(directory: string, stored: ReadonlyMap<string, string>): Promise<void> {
  const said: string[] = [];
  const store = await openObjectStore({ directory, log: (line) => void said.push(line) });
  assert.deepEqual(said, []);
  assert.deepEqual(readdirSync(join(directory, 'arriving')), []);
  for (const [key, sha256] of stored) {
    // A playlist may have got a newer version, of which the writer could not tell any more.
    if (!isPlaylistKey(key)) assert.equal(store.head(key)?.sha256, sha256, key);
  }
  for (const { key, sha256 } of store.list('show')) {
    const bytes = await bytesOf(store, key);
    assert.equal(bytes && hexSha256(bytes), sha256, key);
  }
  assert.ok(store.head('show/720p/index.m3u8'));
  await store.close();
}
