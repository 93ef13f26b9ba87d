import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { after, before, test } from 'node:test';
import type { Browser } from '@playwright/test';
import { createWorkplace, startStore } from '../testing/workplace.ts';
import { openBrowser, openPage, takePicture } from './testing/open-page.ts';
import { startConsoleAt } from './testing/real-console.ts';

let store: Awaited<ReturnType<typeof startStore>>;
let browser: Browser;

before(async () => {
  store = await startStore();
  browser = await openBrowser();
});

after(async () => {
  await browser?.close();
  await store?.server.stop();
});

test('an origin is set up on the page: tested, saved, its keys kept and never shown again', async (t) => {
  const place = await createWorkplace(t, { ui: true });
  const { url, env } = await store.bucket();
  const running = await startConsoleAt(t, place, 0);
  const { page, problems } = await openPage(browser, `${running.page}#/settings`);
  await page.getByRole('button', { name: 'Add an origin' }).click();
  await page.getByLabel('Address').fill(url);
  await page.getByLabel('Endpoint').fill(env.AWS_ENDPOINT_URL_S3);
  await page.getByLabel('Region').fill(env.AWS_REGION);
  await page.getByLabel('Access key').fill(env.AWS_ACCESS_KEY_ID);
  await page.getByLabel('Secret key').fill('not-the-secret-of-it');

  const tryIt = page.getByRole('button', { name: 'Test this origin' });
  await tryIt.click();
  await page.locator('code').filter({ hasText: 'ORIGIN_DENIED' }).waitFor();
  await takePicture(page, 'origin-refused');
  await page.getByLabel('Secret key').fill(env.AWS_SECRET_ACCESS_KEY);
  await tryIt.click();
  await page.getByText('It attests the SHA-256 of what it holds', { exact: false }).waitFor();
  await takePicture(page, 'origin-tested');

  await page.getByRole('button', { name: 'Save' }).click();
  await page.getByText('Saved. It holds from the next broadcast on.').waitFor();
  await page.getByText('Keys are kept').waitFor();
  assert.equal(await page.getByLabel('Secret key').inputValue(), '');
  const written = await readFile(place.config, 'utf8');
  assert.ok(written.includes(url) && written.includes(env.AWS_ENDPOINT_URL_S3), written);
  assert.ok(!written.includes(env.AWS_SECRET_ACCESS_KEY), 'the secret is not in the configuration file');

  await page.reload();
  await page.getByText('Keys are kept').waitFor();
  assert.equal(await page.getByLabel('Address').inputValue(), url);
  assert.ok(!(await page.content()).includes(env.AWS_SECRET_ACCESS_KEY));
  await tryIt.click();
  await page.getByText('It attests the SHA-256 of what it holds', { exact: false }).waitFor();
  assert.deepEqual(problems, []);
});

test('a source shows its real picture', async (t) => {
  const running = await startConsoleAt(t, await createWorkplace(t, { ui: true }), 0);
  const { page } = await openPage(browser, `${running.page}#/settings`);
  await page.getByRole('button', { name: 'Show picture of Test pattern' }).click();
  const picture = page.getByRole('img', { name: 'Test pattern just now' });
  await picture.waitFor();
  const width = await picture.evaluate(
    async (image: { decode(): Promise<void>; readonly naturalWidth: number }) => {
      await image.decode();
      return image.naturalWidth;
    },
  );
  assert.ok(width > 0);
  await takePicture(page, 'settings-thumbnail');
});
