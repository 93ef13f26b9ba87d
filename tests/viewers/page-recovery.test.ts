import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { Browser, Page, Route } from '@playwright/test';
import { openBrowser } from '../console-page/testing/open-page.ts';
import { createLiveNetwork } from './testing/live-network.ts';
import { withoutSilence } from './testing/page-limits.ts';
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

test('the place in a recording holds when the first attempt to join again fails too', async (t) => {
  const network = createLiveNetwork(recording.folder);
  t.after(network.close);
  const a = await network.start('edge-a');
  network.begin();
  network.end();
  const { page } = await openViewerPage(browser);
  await withoutSilence(page);
  let isAway = true;
  const isLost = Promise.withResolvers<void>();
  const whileAway = (route: Route) => (isAway ? route.fulfill({ status: 503 }) : route.continue());
  await page.route(`**/${recording.segments[4]}`, (route) => isLost.promise.then(() => whileAway(route)));
  await page.goto(`${a.url}/watch/show`);
  const video = page.locator('video');
  await video.evaluate(playFrom, 10);

  await page.route('**/live/show/index.m3u8', whileAway);
  const joins = () => page.waitForRequest('**/join/show');
  const first = joins();
  isLost.resolve();
  await first;
  await joins();
  await video.evaluate(notePlace);
  isAway = false;
  await page.locator('video[data-place]').waitFor();
  assert.ok(Number(await video.getAttribute('data-place')) >= 10);
});

type Video = {
  currentTime: number;
  readonly dataset: Record<string, string | undefined>;
  addEventListener(type: 'play' | 'playing', listener: () => void): void;
  removeEventListener(type: 'playing', listener: () => void): void;
};

/** Runs in the page. Resolves when it plays there. */
function playFrom(video: Video, seconds: number): Promise<void> {
  return new Promise((resolve) => {
    const listener = () => {
      if (video.currentTime < seconds) video.currentTime = seconds;
      else {
        video.removeEventListener('playing', listener);
        resolve();
      }
    };
    video.addEventListener('playing', listener);
  });
}

/** Runs in the page: keeps where it plays first from now on. */
function notePlace(video: Video): void {
  video.addEventListener('playing', () => {
    video.dataset['place'] ??= `${video.currentTime}`;
  });
}

/** Runs in the page. */
function notePlaying(video: Video): void {
  video.addEventListener('play', () => {
    video.dataset['played'] = 'yes';
  });
}

/** Runs in the page. */
function playsNoHls(): void {
  Reflect.set(Reflect.get(globalThis, 'HTMLMediaElement').prototype, 'canPlayType', () => '');
}
