import assert from 'node:assert/strict';
import { readdir } from 'node:fs/promises';
import { after, before, test } from 'node:test';
import type { Browser, Locator, Page } from '@playwright/test';
import { startFaultLab } from '../../fixtures/faults/fault-lab.ts';
import type { S3Environment } from '../../fixtures/servers/s3-server.ts';
import { startToxiproxy, type Toxiproxy } from '../../fixtures/servers/toxiproxy.ts';
import { judgeBroadcast } from '../judge/judge-broadcast.ts';
import { encodedFrames } from '../testing/capture-processes.ts';
import { createWorkplace, smallPicture, startStore } from '../testing/workplace.ts';
import { openBrowser, openPage, takePicture } from './testing/open-page.ts';
import { goLive, startConsoleAt, stop, untilState } from './testing/real-console.ts';
import { untilFramesAdvance } from './testing/video.ts';

let store: Awaited<ReturnType<typeof startStore>>;
let toxiproxy: Toxiproxy;
let browser: Browser;

before(async () => {
  [store, toxiproxy] = await Promise.all([startStore(), startToxiproxy()]);
  browser = await openBrowser();
});

after(async () => {
  await browser?.close();
  await Promise.all([store?.server.stop(), toxiproxy?.stop()]);
});

/** Live as it should be, or with something that a slow test machine makes it say. */
const onAir = /Live|Degraded/;
/** No step may take longer on the slowest machine. */
const patienceMs = 180_000;

test('from an empty data directory to a played recording, with the link cut on the way, by the page alone', async (t) => {
  const place = await createWorkplace(t, { ui: true });
  const bucket = await store.bucket();
  const lab = await startFaultLab({ store: bucket.env, toxiproxy, random: Math.random });
  t.after(() => lab.stop());
  await assert.rejects(readdir(place.data), { code: 'ENOENT' }, 'there is no data directory yet');
  const running = await startConsoleAt(t, place, 0);
  const { page, problems } = await openPage(browser, running.page);
  t.after(() => page.context().close());
  page.setDefaultTimeout(patienceMs);
  await untilState(page, /Idle/);

  await setUpOrigin(page, bucket.url, lab.env);
  await lookAtPreflight(page, bucket.url);
  await page.getByRole('link', { name: 'Live', exact: true }).click();
  await goLive(page, 'journey');
  await untilState(page, onAir);
  await page.locator('.segment[data-stage="verified"]').nth(2).waitFor();
  await page.getByRole('img', { name: 'What is captured now' }).waitFor();
  await takePicture(page, 'journey-live');

  await lab.apply({ kind: 'down' });
  await untilState(page, /Reconnecting/);
  await filesOfBacklog(page, /^[4-9] files|^\d\d+ files/).waitFor();
  const alarm = page.getByRole('region', { name: 'Alarms' }).locator('li', { hasText: 'Uplink down' });
  await alarm.filter({ hasText: bucket.url }).waitFor();
  await filesOfBacklog(page, /^(9|\d\d+) files/).waitFor();
  await takePicture(page, 'journey-reconnecting');
  await lab.heal();
  await filesOfBacklog(page, /^[0-3] files?\b/).waitFor();
  await untilState(page, onAir);
  await alarm.waitFor({ state: 'detached' });
  await takePicture(page, 'journey-live-again');

  // So slow that stopping can be seen.
  await lab.apply({ kind: 'slow', latencyMs: 200, jitterMs: 0 });
  await Promise.all([untilState(page, /Stopping/), stop(page)]);
  await takePicture(page, 'journey-stopping');
  await untilState(page, /Idle/);
  await page.locator('.next-steps').getByText('Complete', { exact: true }).waitFor();
  await page.getByRole('main').getByRole('link', { name: 'journey' }).click();
  await page.getByText('Signature valid').waitFor();
  await takePicture(page, 'journey-receipt');
  await page.getByRole('button', { name: 'Play', exact: true }).click();
  await page.locator('video').evaluate(untilFramesAdvance);
  await page.locator('video').scrollIntoViewIfNeeded();
  await takePicture(page, 'journey-playing');

  assert.deepEqual(problems, []);
  assert.ok(lab.struck('slow') > 0, 'all of it went through the lab');
  const frames = encodedFrames(place.data);
  await judgeBroadcast(bucket.view, 'journey', { ...smallPicture, frames });
});

async function setUpOrigin(page: Page, url: string, env: S3Environment): Promise<void> {
  await page.getByRole('link', { name: 'Settings' }).click();
  await page.getByRole('button', { name: 'Add an origin' }).click();
  await page.getByLabel('Address').fill(url);
  await page.getByLabel('Endpoint').fill(env.AWS_ENDPOINT_URL_S3);
  await page.getByLabel('Region').fill(env.AWS_REGION);
  await page.getByLabel('Access key').fill(env.AWS_ACCESS_KEY_ID);
  await page.getByLabel('Secret key').fill(env.AWS_SECRET_ACCESS_KEY);
  await page.getByRole('button', { name: 'Test this origin' }).click();
  await page.getByText('It attests the SHA-256 of what it holds', { exact: false }).waitFor();
  await page.getByRole('button', { name: 'Save' }).click();
  await page.getByText('Saved. It holds from the next broadcast on.').waitFor();
}

/** Its checks run when it is opened. What they say of a slow machine's encoder and disk is not judged here. */
async function lookAtPreflight(page: Page, url: string): Promise<void> {
  await page.getByRole('link', { name: 'Preflight' }).click();
  const ofOrigin = page.locator('.check').filter({ hasText: url });
  await ofOrigin.first().waitFor();
  assert.ok(
    (await page.locator('.check').count()) > (await ofOrigin.count()),
    'more than the origin is checked',
  );
  await takePicture(page, 'journey-preflight');
}

/** The tile that tells how much waits, when it tells this. */
function filesOfBacklog(page: Page, words: RegExp): Locator {
  const tile = page.locator('.figure-tile').filter({ has: page.getByText('Backlog', { exact: true }) });
  return tile.locator('.figure-detail').filter({ hasText: words });
}
