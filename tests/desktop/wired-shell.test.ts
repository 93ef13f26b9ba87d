/** The main process as it is, on plain Node with a stand-in for Electron's module, and with a real engine and FFmpeg. */
import assert from 'node:assert/strict';
import { registerHooks } from 'node:module';
import { join } from 'node:path';
import { it } from 'node:test';
import { pathToFileURL } from 'node:url';
import { desktopCallChannel } from '../../contract/desktop-channels.ts';
import { pagePreferences } from '../../electron/security/web-preferences.ts';
import { temporaryDirectory } from '../../fixtures/temporary-directory.ts';
import { bringConsole } from '../../scripts/setup/console.mjs';
import { powerMonitor, preventable, world } from './electron-stand-in.ts';

const root = join(import.meta.dirname, '..', '..');
const standIn = pathToFileURL(join(import.meta.dirname, 'electron-stand-in.ts')).href;

async function until(what: string, met: () => boolean | Promise<boolean>): Promise<void> {
  const started = performance.now();
  while (!(await met())) {
    assert.ok(performance.now() - started < 120_000, `not within two minutes: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

async function ask(path: string, body?: object): Promise<Response> {
  assert.ok(world.handler);
  const init =
    body === undefined
      ? {}
      : { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) };
  return world.handler(new Request(`app://console${path}`, init));
}

async function sessionState(): Promise<string> {
  const answer = await ask('/api/console');
  return answer.ok ? ((await answer.json()) as { session: { state: string } }).session.state : 'away';
}

it('confines itself, opens the page, keeps the broadcast on when its window is closed, and delivers before it leaves', async (t) => {
  assert.ok(await bringConsole(root));
  const folder = temporaryDirectory(t);
  Object.assign(process.env, {
    STAND_IN_USER_DATA: join(folder, 'own'),
    SURECAST_DATA: join(folder, 'data'),
  });
  Object.assign(process, { resourcesPath: folder });
  const hooks = registerHooks({
    resolve: (specifier, context, next) =>
      specifier === 'electron' ? { url: standIn, shortCircuit: true } : next(specifier, context),
  });
  t.after(() => hooks.deregister());
  await import('../../electron/app/main.ts');
  await until('the page is loaded', () => world.order.includes('load app://console/'));
  assert.deepEqual(world.order, [
    'sandbox',
    'scheme',
    'ready',
    'handle app',
    'window',
    'load app://console/',
  ]);
  assert.deepEqual(world.permissions, ['request', 'check', 'device']);
  const [window] = world.windows;
  assert.ok(window?.visible);
  assert.deepEqual(
    window.options.webPreferences,
    pagePreferences(join(root, 'electron', 'app', 'preload.cjs')),
  );
  assert.match(await (await ask('/')).text(), /<div id="console">/);

  const call = world.calls.get(desktopCallChannel);
  const describe = (senderFrame: unknown) => call?.({ senderFrame }, 'describe', {});
  const own = { url: 'app://console/#/live', parent: null };
  assert.deepEqual(await describe(own), {
    ok: true,
    value: { version: '0.0.0', platform: process.platform, updateReady: false },
  });
  assert.equal(
    ((await describe({ url: 'https://evil.example/', parent: null })) as { ok: boolean }).ok,
    false,
  );

  await until('the engine is idle', async () => (await sessionState()) === 'idle');
  assert.equal((await ask('/api/live', { broadcast: 'wired' })).status, 200);
  await until('on air', async () => /live|degraded/.test(await sessionState()));
  await until('the tray says so', () =>
    world.tooltips.some((text) => /^Surecast: (Live|Degraded), wired/.test(text)),
  );
  assert.deepEqual([...world.blockers.values()], ['prevent-display-sleep']);

  const closing = preventable();
  window.emit('close', closing);
  assert.ok(closing.defaultPrevented);
  await until('the window is hidden', () => !window.visible);
  assert.deepEqual(world.questions, ['The broadcast is live.']);
  assert.notEqual(await sessionState(), 'away');

  // Not by a signal: the test's own runner listens to those.
  powerMonitor.emit('shutdown');
  await world.exited;
  assert.equal(world.questions.length, 1, 'nobody is asked then');
  assert.deepEqual([...world.blockers.values()], []);
  assert.equal(await sessionState(), 'away');
});
