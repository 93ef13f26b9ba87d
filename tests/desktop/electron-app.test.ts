/** Runs the Playwright tests of the real app where there is an Electron to run it with; else says why not. */
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { test } from 'node:test';
import { build } from 'vite';
import { electronBinary } from '../../electron/e2e/electron-binary.ts';
import { startVirtualScreen } from '../../fixtures/capture/virtual-screen.ts';
import { viteSettings } from '../../scripts/console/vite-settings.ts';
import { desktopBuilds } from '../../scripts/desktop/build-settings.ts';
import { environmentOf } from '../testing/surecast-process.ts';

const root = join(import.meta.dirname, '..', '..');
const binary = electronBinary();

test('the real app: electron/e2e with Playwright', {
  skip: binary.found ? false : binary.reason,
}, async (t) => {
  for (const settings of desktopBuilds(root)) await build(settings);
  const page = join(root, 'renderer', 'dist');
  if (!existsSync(page)) await build(viteSettings(root, page));
  const needsScreen = process.platform === 'linux' && (process.env['DISPLAY'] ?? '') === '';
  const screen = needsScreen ? await startVirtualScreen({ width: 1280, height: 800 }) : undefined;
  t.after(() => screen?.stop());
  const cli = createRequire(import.meta.url).resolve('@playwright/test/cli');
  const child = spawn(process.execPath, [cli, 'test', '-c', 'electron/e2e'], {
    cwd: root,
    env: environmentOf({ env: screen === undefined ? {} : { DISPLAY: screen.display } }),
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const ended = new Promise<number | null>((resolve) => child.once('close', resolve));
  const [out, err, status] = await Promise.all([text(child.stdout), text(child.stderr), ended]);
  assert.equal(status, 0, out + err);
});

test('an Electron that is not there is a reason to skip, in words', () => {
  const missing = electronBinary({ SURECAST_ELECTRON: '/nowhere/electron' });
  assert.ok(!missing.found && missing.reason.includes('/nowhere/electron'));
});
