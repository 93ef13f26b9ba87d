import assert from 'node:assert/strict';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { test } from 'node:test';
import { bringConsole, hashOfSources } from './console.mjs';
import { needsConsole } from './needs-console.mjs';

test('only commands that serve the page ask for it', () => {
  for (const args of [['live'], ['live', '--duration', '6'], ['console']])
    assert.equal(needsConsole(args), true);
  for (const args of [[], ['status'], ['live', '--no-ui'], ['console', '--help']])
    assert.equal(needsConsole(args), false);
});

test('the page is built again when what it is made of has changed, and only then', async (t) => {
  const root = await mkdtemp(join(tmpdir(), 'surecast-console-'));
  t.after(() => rm(root, { recursive: true, force: true }));
  const put = async (path: string, text: string): Promise<void> => {
    await mkdir(dirname(join(root, path)), { recursive: true });
    await writeFile(join(root, path), text);
  };
  await put('renderer/main.tsx', 'a');
  await put('docs/runbook/silence.md', 'a');
  const first = hashOfSources(root);
  await put('renderer/main.test.ts', 'a test');
  await put('renderer/dist/index.html', 'built');
  assert.equal(hashOfSources(root), first);
  for (const path of ['renderer/main.tsx', 'docs/runbook/silence.md', 'contract/a.ts', 'package-lock.json']) {
    const before = hashOfSources(root);
    await put(path, 'b');
    assert.notEqual(hashOfSources(root), before, path);
  }
});

test('where Vite is not installed, what is built is taken as it is', async (t) => {
  const root = await mkdtemp(join(tmpdir(), 'surecast-console-'));
  t.after(() => rm(root, { recursive: true, force: true }));
  assert.equal(await bringConsole(root), false);
  await mkdir(join(root, 'renderer', 'dist'), { recursive: true });
  await writeFile(join(root, 'renderer', 'dist', 'index.html'), 'built');
  assert.equal(await bringConsole(root), true);
});
