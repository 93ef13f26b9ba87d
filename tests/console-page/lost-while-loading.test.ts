import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { Browser, Page } from '@playwright/test';
import { freeTcpPort } from '../../fixtures/capture/free-port.ts';
import { createWorkplace } from '../testing/workplace.ts';
import { assertAccessible } from './testing/accessible.ts';
import { openBrowser, openPage, takePicture } from './testing/open-page.ts';
import { startConsole, startConsoleAt, untilState } from './testing/real-console.ts';

let browser: Browser;

before(async () => {
  browser = await openBrowser();
});

after(() => browser?.close());

type HeldBack = { readonly asked: Promise<void>; readonly release: () => void };

/** Lets the page ask for a part of itself, and answers nothing until it is told to. */
async function holdBack(page: Page, path: string): Promise<HeldBack> {
  const asked = Promise.withResolvers<void>();
  const released = Promise.withResolvers<void>();
  await page.route(path, async (route) => {
    asked.resolve();
    await released.promise;
    // The engine is gone by now: the real request fails as a real one does.
    await route.continue();
  });
  return { asked: asked.promise, release: released.resolve };
}

test('an engine that goes while parts of the page are loading costs nothing but the wait', async (t) => {
  const workplace = await createWorkplace(t, { ui: true });
  const engine = await startConsoleAt(t, workplace, await freeTcpPort());
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 } });
  t.after(() => context.close());
  const page = await context.newPage();
  page.setDefaultTimeout(90_000);
  const chart = await holdBack(page, '**/assets/rates-chart*.js');
  await page.goto(engine.page);
  await untilState(page, /Idle/);
  await chart.asked;
  engine.process.signal('SIGKILL');
  await engine.process.ended;
  await page.getByText('Connection lost').waitFor();
  chart.release();
  await page.getByRole('link', { name: 'Queue' }).click();
  await page.getByRole('main', { name: 'Queue' }).getByText('Loading…').waitFor();
  await takePicture(page, 'real-lost-while-loading');
  assert.equal(await page.locator('.state-word').count(), 1, 'the page stands');
  await startConsoleAt(t, workplace, engine.port);
  await page.getByText('Connection lost').waitFor({ state: 'detached' });
  await page.getByRole('main', { name: 'Queue' }).getByRole('heading').first().waitFor();
  await page.getByRole('link', { name: 'Live' }).click();
  await page.locator('.rates canvas').waitFor();
});

test('a part that the engine does not have is said in its place, and the rest of the page goes on', async (t) => {
  const engine = await startConsole(t);
  const { page } = await openPage(browser, engine.page);
  t.after(() => page.context().close());
  await page.route('**/assets/queue-screen*.js', (route) => route.fulfill({ status: 404 }));
  await untilState(page, /Idle/);
  await page.getByRole('link', { name: 'Queue' }).click();
  await page.getByText('This screen cannot be shown.').waitFor();
  await takePicture(page, 'real-part-missing');
  await assertAccessible(page, 'part missing');
  await page.getByRole('link', { name: 'Logs' }).click();
  await page.getByText('Following').waitFor();
  assert.equal(await page.getByText('cannot be shown').count(), 0);
  assert.equal(await page.locator('.state-word').count(), 1);
});
