import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { Browser } from '@playwright/test';
import { freeTcpPort } from '../../fixtures/capture/free-port.ts';
import { createWorkplace } from '../testing/workplace.ts';
import { assertAccessible } from './testing/accessible.ts';
import { openBrowser, openPage, takePicture } from './testing/open-page.ts';
import { goLive, startConsole, startConsoleAt, stop, untilState } from './testing/real-console.ts';

let browser: Browser;

before(async () => {
  browser = await openBrowser();
});

after(() => browser?.close());

/** Live as it should be, or with something that a slow test machine makes it say. */
const onAir = /Live|Degraded/;

test('opened with its token: go live, see segments verified, stop, and go live again', async (t) => {
  const engine = await startConsole(t);
  const { page, problems } = await openPage(browser, engine.page);
  t.after(() => page.context().close());
  page.setDefaultTimeout(60_000);
  await untilState(page, /Idle/);
  assert.doesNotMatch(page.url(), /token/, 'the token does not stay in the address');
  await takePicture(page, 'real-idle');
  for (const name of ['morning', 'evening']) {
    await goLive(page, name);
    await untilState(page, onAir);
    await page.locator('.segment-cells .segment[data-stage="verified"]').nth(2).waitFor();
    await page
      .getByRole('cell', { name: 'Up to date' })
      .or(page.getByRole('cell', { name: 'Delivering' }))
      .waitFor();
    await takePicture(page, `real-on-air-${name}`);
    await stop(page);
    await untilState(page, /Idle/);
    await page.locator('.next-steps').getByText('Complete', { exact: true }).waitFor();
    await page.getByRole('link', { name }).waitFor();
  }
  assert.deepEqual(problems, []);
});

test('without the token the page asks for a login and shows nothing', async (t) => {
  const engine = await startConsole(t);
  const { page } = await openPage(browser, engine.url);
  t.after(() => page.context().close());
  assert.equal(await page.locator('.state-word').count(), 0);
  await page.getByRole('link', { name: 'Log in' }).or(page.getByLabel('Password')).first().waitFor();
  await takePicture(page, 'real-refused');
  await assertAccessible(page, 'refused');
  for (const look of [{ theme: 'dark' }, { width: 1280, height: 1024, zoom: 4 }] as const) {
    const { page: login, problems } = await openPage(browser, `${engine.url}login`, look);
    t.after(() => login.context().close());
    await login.getByLabel('Password').waitFor();
    await takePicture(login, `real-login-${'theme' in look ? look.theme : 'zoomed'}`);
    await assertAccessible(login, 'login');
    const tooWide = await login.evaluate('document.documentElement.scrollWidth - window.innerWidth');
    assert.ok(Number(tooWide) <= 0, `the page is ${tooWide} px wider than the window`);
    assert.deepEqual(problems, []);
  }
});

test('the page of an engine that was killed says so, and comes back with the next one', async (t) => {
  const workplace = await createWorkplace(t, { ui: true });
  const engine = await startConsoleAt(t, workplace, await freeTcpPort());
  const { page } = await openPage(browser, engine.page);
  t.after(() => page.context().close());
  await untilState(page, /Idle/);
  engine.process.signal('SIGKILL');
  await engine.process.ended;
  await page.getByText('Connection lost').waitFor();
  const next = await startConsoleAt(t, workplace, engine.port);
  assert.equal(next.port, engine.port);
  await page.getByText('Connection lost').waitFor({ state: 'detached' });
  await untilState(page, /Idle/);
});
