import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { Browser, Page, Route } from '@playwright/test';
import { openBrowser } from '../console-page/testing/open-page.ts';
import { createLiveNetwork } from './testing/live-network.ts';
import { deliverRecording, type RecordedBroadcast } from './testing/recorded-broadcast.ts';
import { openViewerPage, untilMovedOn } from './testing/watched-picture.ts';

let browser: Browser;
let recording: RecordedBroadcast;

before(async () => {
  browser = await openBrowser();
  recording = await deliverRecording();
});

after(async () => {
  await browser?.close();
  await recording?.remove();
});

const badge = (page: Page, word: string) => page.locator('#badge').getByText(word, { exact: true }).waitFor();
const says = (page: Page, sentence: string) => page.getByRole('heading', { name: sentence }).waitFor();

test('hls.js is asked for again if it does not come', async (t) => {
  const network = createLiveNetwork(recording.folder);
  t.after(network.close);
  const a = await network.start('edge-a');
  network.begin();
  const { page, problems } = await openViewerPage(browser);
  await page.addInitScript(playsNoHls);
  const noAnswer = (route: Route) => route.fulfill({ status: 503 });
  await page.route('**/hls.light.min.js', noAnswer);
  await page.goto(`${a.url}/watch/show`);
  await says(page, 'The connection is lost.');
  await page.unroute('**/hls.light.min.js', noAnswer);
  await badge(page, 'Live');
  assert.deepEqual(problems, []);
});

test('a fault of the page itself is got over by loading it anew', async (t) => {
  const network = createLiveNetwork(recording.folder);
  t.after(network.close);
  const a = await network.start('edge-a');
  network.begin();
  const { page, problems } = await openViewerPage(browser);
  const fault = `export async function joinBroadcast() { throw new Error('A fault.'); }`;
  const faulty = (route: Route) => route.fulfill({ contentType: 'text/javascript', body: fault });
  await page.route('**/join-broadcast.mjs', faulty);
  await page.goto(`${a.url}/watch/show`);
  await says(page, 'The connection is lost.');
  await page.unroute('**/join-broadcast.mjs', faulty);
  await badge(page, 'Live');
  // More than once if it was loaded anew before it was mended here.
  assert.deepEqual([...new Set(problems)], ['A fault.']);
});

test('who has paused stays paused when the page joins again, and plays on from there', async (t) => {
  const network = createLiveNetwork(recording.folder);
  t.after(network.close);
  const a = await network.start('edge-a');
  network.begin();
  const { page } = await openViewerPage(browser);
  await page.goto(`${a.url}/watch/show`);
  await untilMovedOn(page, 1);
  await page.locator('body').press('k');
  await badge(page, 'Paused');

  await a.kill();
  await says(page, 'The connection is lost.');
  await page.locator('video').evaluate(notePlaying);
  await network.start('edge-a', {}, a.port);
  await badge(page, 'Paused');
  assert.equal(await page.locator('video').getAttribute('data-played'), null, 'nobody pressed anything');
  await page.locator('body').press('k');
  await untilMovedOn(page, 1);
});

/** Runs in the page. */
function notePlaying(video: {
  readonly dataset: Record<string, string | undefined>;
  addEventListener(type: 'play', listener: () => void): void;
}): void {
  video.addEventListener('play', () => {
    video.dataset['played'] = 'yes';
  });
}

/** Runs in the page. */
function playsNoHls(): void {
  Reflect.set(Reflect.get(globalThis, 'HTMLMediaElement').prototype, 'canPlayType', () => '');
}
