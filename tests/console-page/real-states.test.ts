/** The states that a crew sees, of a real engine, FFmpeg and store, each provoked; their pictures are those of the docs. */
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, before, test } from 'node:test';
import type { Browser, Page } from '@playwright/test';
import { startFateHop } from '../../fixtures/faults/fate-hop.ts';
import type { S3Environment } from '../../fixtures/servers/s3-server.ts';
import { createWorkplace, startStore } from '../testing/workplace.ts';
import { openBrowser, openPage, takePicture } from './testing/open-page.ts';
import { goLive, startConsoleAt, stop, untilState } from './testing/real-console.ts';

let store: Awaited<ReturnType<typeof startStore>>;
let hop: Awaited<ReturnType<typeof startFateHop>>;
let env: S3Environment;
let browser: Browser;

before(async () => {
  store = await startStore();
  hop = await startFateHop(store.server.endpoint);
  env = { ...store.server.env, AWS_ENDPOINT_URL_S3: hop.endpoint };
  browser = await openBrowser();
});

after(async () => {
  await browser?.close();
  await hop?.stop();
  await store?.server.stop();
});

/** No step may take longer on the slowest machine. */
const patienceMs = 180_000;
const picture = {
  variants: [{ name: '360p', width: 640, height: 360, framesPerSecond: 25, videoKbps: 1000, audioKbps: 96 }],
};

async function bucket(kind: string): Promise<string> {
  const name = `${kind}-${randomUUID().slice(0, 4)}`;
  await store.server.createBucket(name);
  return name;
}

/** In both themes. */
async function takePictures(page: Page, state: string): Promise<void> {
  for (const theme of ['dark', 'light'] as const) {
    await page.emulateMedia({ colorScheme: theme });
    await takePicture(page, `state-${state}-${theme}`);
  }
}

test('live, with the link cut, refused by the origin, and stopping', async (t) => {
  const [first, second] = [await bucket('parish-live'), await bucket('parish-archive')];
  const origins = [`s3://${first}/sundays`, { url: `s3://${second}/sundays`, optional: true }];
  const place = await createWorkplace(t, { ui: true, ...picture, origins });
  const running = await startConsoleAt(t, place, 0, env);
  const { page, problems } = await openPage(browser, running.page);
  t.after(() => page.context().close());
  page.setDefaultTimeout(patienceMs);
  const alarm = (title: string) =>
    page.getByRole('region', { name: 'Alarms' }).locator('li', { hasText: title });
  const cells = (stage: string) => page.locator(`.segment-cells .segment[data-stage="${stage}"]`);
  await untilState(page, /Idle/);
  await page.getByText(origins.map((one) => (typeof one === 'string' ? one : one.url)).join(', ')).waitFor();
  await takePictures(page, 'idle');

  await goLive(page, 'sunday-service');
  await cells('verified').nth(24).waitFor();
  await page.getByRole('meter', { name: 'Mono' }).waitFor();
  // A slow machine may say that its encoder is.
  await untilState(page, /Live|Degraded/);
  await takePictures(page, 'live');

  hop.decide(first, 'is reset');
  await untilState(page, /Reconnecting/);
  await alarm('Uplink down').waitFor();
  await cells('captured').nth(11).waitFor();
  await page.getByRole('cell', { name: 'Reconnecting' }).waitFor();
  await takePictures(page, 'reconnecting');

  hop.decide(first, 'is denied');
  await untilState(page, /Degraded/);
  await alarm('Origin blocked').waitFor();
  await page.getByRole('cell', { name: 'Blocked' }).waitFor();
  await alarm('Uplink down').waitFor({ state: 'detached' });
  await takePictures(page, 'degraded');

  await stop(page);
  await untilState(page, /Stopping/);
  await page.getByText('Nothing is captured').waitFor();
  await takePictures(page, 'stopping');
  assert.deepEqual(problems, []);
});

test('a source that is not there: said by the checks, and failed when gone live all the same', async (t) => {
  const place = await createWorkplace(t, { ui: true, ...picture, source: '/media/camera/opening.mp4' });
  const running = await startConsoleAt(t, place, 0);
  const { page, problems } = await openPage(browser, running.page);
  t.after(() => page.context().close());
  page.setDefaultTimeout(patienceMs);
  await untilState(page, /Idle/);
  await page.keyboard.press('g');
  const dialog = page.getByRole('dialog', { name: 'Go live' });
  await dialog.getByRole('button', { name: 'Go live' }).click();
  await dialog.getByRole('button', { name: 'Go live all the same' }).click();
  await untilState(page, /Failed/);
  await dialog.getByText('/media/camera/opening.mp4').last().waitFor();
  await page.keyboard.press('Escape');
  await dialog.waitFor({ state: 'detached' });
  await takePictures(page, 'failed');
  assert.deepEqual(problems, []);
});

test('keys that the origin does not know: the check that fails stands first', async (t) => {
  const origins = [`s3://${await bucket('parish-live')}/sundays`];
  const place = await createWorkplace(t, { ui: true, ...picture, origins });
  const running = await startConsoleAt(t, place, 0, { ...env, AWS_SECRET_ACCESS_KEY: 'another-key' });
  const { page, problems } = await openPage(browser, `${running.page}#/preflight`);
  t.after(() => page.context().close());
  page.setDefaultTimeout(patienceMs);
  const first = page.locator('.check').first();
  await first.filter({ hasText: 'ORIGIN_DENIED' }).waitFor();
  assert.equal(await first.getAttribute('data-status'), 'fail');
  await takePictures(page, 'preflight-fails');
  assert.deepEqual(problems, []);
});
