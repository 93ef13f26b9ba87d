import { expect, test } from '@playwright/test';
import type { ConsoleSnapshot } from '../../contract/api/console-snapshot.ts';
import { startMinio } from '../../fixtures/servers/minio.ts';
import type { S3Server } from '../../fixtures/servers/s3-server.ts';
import { electronBinary } from './electron-binary.ts';
import { type LaunchedApp, launchApp } from './launch-app.ts';

const binary = electronBinary();
test.skip(!binary.found, binary.found ? '' : binary.reason);

let minio: S3Server;
let launched: LaunchedApp;

test.beforeEach(async () => {
  if (!binary.found) return;
  minio = await startMinio();
  await minio.createBucket('events');
  launched = await launchApp(binary.path, 'origins:\n  - s3://events/live\n', minio.env);
});

test.afterEach(async () => {
  await launched?.app.close().catch(() => undefined);
  await launched?.remove();
  await minio?.stop();
});

/** The engine's state, through the page's address, asked by the main process: it answers also while the page is away. */
async function session(): Promise<ConsoleSnapshot['session']> {
  const snapshot = await launched.app.evaluate(async ({ net }) =>
    (await net.fetch('app://console/api/console')).json(),
  );
  return (snapshot as ConsoleSnapshot).session;
}

async function goLive(name: string): Promise<void> {
  await launched.page.keyboard.press('g');
  const dialog = launched.page.getByRole('dialog', { name: 'Go live' });
  await dialog.getByLabel('Name of the broadcast').fill(name);
  await dialog.getByRole('button', { name: 'Go live' }).click();
  await expect.poll(async () => (await session()).state, { timeout: 120_000 }).toBe('live');
}

test('the window shows the console, and the page has nothing of Node or Electron', async () => {
  const { page } = launched;
  await expect(page).toHaveTitle(/Surecast/);
  await expect.poll(async () => (await session()).state).toBe('idle');
  const powers = await page.evaluate(() => ({
    node: 'require' in globalThis || 'process' in globalThis,
    desktop: Object.keys((globalThis as unknown as { surecastDesktop: object }).surecastDesktop),
  }));
  expect(powers).toEqual({ node: false, desktop: ['call', 'onAction'] });
  const before = page.url();
  await page.evaluate("location.href = 'https://example.org/'");
  expect(page.url()).toBe(before);
  expect(launched.app.windows()).toHaveLength(1);
});

test('closing the window while live asks; the broadcast goes on, and is delivered before the app leaves', async () => {
  const { app, page } = launched;
  await goLive('sunday');
  await launched.answerNext(0);
  await app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.close());
  await expect.poll(launched.questions).toEqual(['The broadcast is live.']);
  const isVisible = () => app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.isVisible());
  await expect.poll(isVisible).toBe(false);
  expect((await session()).state).toBe('live');

  await launched.answerNext(1);
  const closed = app.waitForEvent('close', { timeout: 120_000 });
  await app.evaluate(({ app: electron }) => electron.quit());
  await closed;
  expect(page.isClosed()).toBe(true);
});

test('a page that crashes is loaded again, and the engine never notices', async () => {
  await goLive('crash');
  const before = await session();
  await launched.app.evaluate(({ BrowserWindow }) =>
    BrowserWindow.getAllWindows()[0]?.webContents.forcefullyCrashRenderer(),
  );
  const isLoaded = () =>
    launched.app.evaluate(({ BrowserWindow }) => {
      const contents = BrowserWindow.getAllWindows()[0]?.webContents;
      return (
        contents !== undefined && !contents.isCrashed() && contents.getURL().startsWith('app://console/')
      );
    });
  await expect.poll(isLoaded).toBe(true);
  expect((await session()).onAirSince).toBe(before.onAirSince);
});
