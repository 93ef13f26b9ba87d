import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { after, before, test } from 'node:test';
import { gunzipSync } from 'node:zlib';
import type { Browser } from '@playwright/test';
import { makePendingCatalog } from '../../bench/pending-catalog.ts';
import { freeTcpPort } from '../../fixtures/capture/free-port.ts';
import { createWorkplace } from '../testing/workplace.ts';
import { openBrowser, openPage, takePicture } from './testing/open-page.ts';
import { startConsoleAt } from './testing/real-console.ts';

const uploads = 3000;
const secret = 'a-secret-that-nobody-shows';

let browser: Browser;

before(async () => {
  browser = await openBrowser();
});

after(() => browser?.close());

test('what waits for a store that is away stands in the queue, and the log says why', async (t) => {
  const place = await createWorkplace(t, { ui: true });
  makePendingCatalog(place.data, uploads, 's3://away/live');
  const running = await startConsoleAt(t, place, 0, {
    AWS_ENDPOINT_URL_S3: `http://127.0.0.1:${await freeTcpPort()}`,
    AWS_ACCESS_KEY_ID: 'key',
    AWS_SECRET_ACCESS_KEY: secret,
    AWS_REGION: 'us-east-1',
  });
  const { page, problems } = await openPage(browser, `${running.page}#/queue`);
  await page.getByRole('status').filter({ hasText: '3 000 files' }).waitFor();
  const grid = page.getByRole('grid', { name: 'Uploads' });
  assert.ok((await grid.getByRole('row').count()) < 100, 'only what is in sight is in the page');
  await grid.focus();
  await page.keyboard.press('End');
  await grid.getByRole('row', { name: /00002999-/ }).waitFor();
  await page.getByText('waiting/720p/00002999-', { exact: false }).last().waitFor();
  await takePicture(page, 'queue-away');

  await page.getByRole('link', { name: 'Logs' }).click();
  const lines = page.getByRole('region', { name: 'Lines of the log' });
  await lines.getByText('ORIGIN_UNREACHABLE').first().waitFor();
  await page.getByLabel('Words').fill('origin_unreachable');
  await page.getByRole('radio', { name: 'Warnings' }).check();
  await lines.getByText('ORIGIN_UNREACHABLE').first().waitFor();
  await takePicture(page, 'logs-filtered');
  await page.getByLabel('Words').fill('no line holds this');
  await page.getByText(/^(No line holds these words|Nothing of this level was logged)\.$/).waitFor();

  const download = page.waitForEvent('download');
  await page.getByRole('link', { name: 'Download' }).click();
  const bundle = gunzipSync(await readFile(await (await download).path()));
  assert.ok(bundle.length > 1000);
  assert.ok(!bundle.includes(secret), 'no secret is in the bundle');
  assert.deepEqual(problems, []);
});
