import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { after, test } from 'node:test';
import { type Browser, expect } from '@playwright/test';
import { openBrowser, openPage, takePicture } from './testing/open-page.ts';
import { goLive, startConsole, untilState } from './testing/real-console.ts';

let browser: Browser | undefined;
after(() => browser?.close());

test('who only looks sees the broadcast, and nothing that would be refused', async (t) => {
  const served = await startConsole(t);
  browser = await openBrowser();
  const operator = await openPage(browser, served.page);
  const state = operator.page.getByRole('region', { name: 'State', exact: true });
  await goLive(operator.page, 'show');
  await state.getByRole('button', { name: 'Stop' }).waitFor();

  const token = (await readFile(`${served.workplace.data}/console-viewer-token`, 'utf8')).trim();
  const refused: string[] = [];
  const { page, problems } = await openPage(browser, served.url);
  page.on('response', (response) => {
    if (response.status() === 403) refused.push(response.url());
  });
  await page.goto(`${served.url}?token=${token}`);
  await page.getByText('Viewer: looks only').waitFor();
  await untilState(page, /Starting|Live|Degraded|Reconnecting/);
  await expect(page.getByRole('button', { name: /^(Go live|Stop)$/ })).toHaveCount(0);
  await takePicture(page, 'viewer-live');
  for (const key of ['g', 's']) await page.keyboard.press(key);
  await expect(page.getByRole('dialog')).toHaveCount(0);

  const nav = page.getByRole('navigation', { name: 'Screens' });
  await nav.getByRole('link', { name: 'Settings' }).click();
  await page.getByText('Settings are for operators.').waitFor();
  await nav.getByRole('link', { name: 'Preflight' }).click();
  await page.getByText('The checks are for operators.').waitFor();
  await takePicture(page, 'viewer-preflight');
  await nav.getByRole('link', { name: 'Broadcasts' }).click();
  await page.getByRole('link', { name: /show/ }).first().click();
  await page.getByRole('heading', { name: 'show' }).waitFor();
  await expect(page.getByRole('button', { name: /Verify again|Export|Resume/ })).toHaveCount(0);
  await nav.getByRole('link', { name: 'Logs' }).click();
  await page.getByRole('heading', { name: 'Log', exact: true }).waitFor();
  await expect(page.getByText('Support bundle')).toHaveCount(0);
  assert.deepEqual([refused, problems], [[], []]);
});
