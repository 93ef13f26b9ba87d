import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { after, before, test } from 'node:test';
import { DeleteObjectCommand, S3Client } from '@aws-sdk/client-s3';
import type { Browser } from '@playwright/test';
import { openReceipt } from '../../engine/receipt.ts';
import { liveArgs } from '../testing/live-args.ts';
import { runSurecast } from '../testing/surecast-process.ts';
import { createWorkplace, startStore } from '../testing/workplace.ts';
import { openBrowser, openPage, takePicture } from './testing/open-page.ts';
import { startConsoleAt } from './testing/real-console.ts';
import { untilFramesAdvance } from './testing/video.ts';

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

test('a finished broadcast: its receipt is checked, it is verified again and played, and a loss is found', async (t) => {
  const place = await createWorkplace(t, { ui: true });
  const { url, env, view, name: bucket } = await store.bucket();
  const end = await runSurecast(liveArgs(place, [url], '--duration', '8', '--no-ui'), { env });
  assert.equal(end.status, 0, end.stderr);
  const running = await startConsoleAt(t, place, 0, env);
  const { page, problems } = await openPage(browser, `${running.page}#/broadcasts`);

  await page.getByText('Signature valid').waitFor();
  await page.getByText('8 segments, 0:08').waitFor();
  const download = page.waitForEvent('download');
  await page.getByRole('button', { name: 'Download receipt' }).click();
  const kept = await readFile(await (await download).path(), 'utf8');
  assert.equal(openReceipt(kept).receipt.broadcast, 'show');

  await page.getByRole('button', { name: 'Verify again' }).click();
  await page.getByText('Everything asked about is there and matches.').waitFor();
  await takePicture(page, 'broadcast-verified');

  await page.getByRole('button', { name: 'Play', exact: true }).click();
  await page.locator('video').evaluate(untilFramesAdvance);
  await takePicture(page, 'broadcast-playing');
  await page.getByLabel('The origin').check();
  await page.locator('video').evaluate(untilFramesAdvance);
  await page.getByRole('button', { name: 'Close' }).click();
  await page.route('**/watch-origin/show/*/index.m3u8', async (route) => {
    const answer = await route.fetch();
    const body = (await answer.text()).replace(/CODECS="[^"]*"/, 'CODECS="ac-9"');
    await route.fulfill({ response: answer, body });
  });
  await page.getByRole('button', { name: 'Play', exact: true }).click();
  await page.getByText('This browser can’t decode its video or audio.').waitFor();
  await page.getByRole('button', { name: 'Close' }).click();

  const segment = (await view.list()).find((key) => key.endsWith('.ts'));
  assert.ok(segment !== undefined);
  const client = clientOf(env);
  await client.send(new DeleteObjectCommand({ Bucket: bucket, Key: `live/${segment}` }));
  client.destroy();
  await page.getByRole('button', { name: 'Verify again' }).click();
  await page.getByText('1 object does not match what was recorded.').waitFor();
  await page.locator('code').filter({ hasText: 'OBJECT_MISSING' }).waitFor();
  await takePicture(page, 'broadcast-damaged');
  assert.deepEqual(problems, []);
});

function clientOf(env: Awaited<ReturnType<typeof store.bucket>>['env']): S3Client {
  return new S3Client({
    endpoint: env.AWS_ENDPOINT_URL_S3,
    region: env.AWS_REGION,
    forcePathStyle: true,
    credentials: { accessKeyId: env.AWS_ACCESS_KEY_ID, secretAccessKey: env.AWS_SECRET_ACCESS_KEY },
  });
}
