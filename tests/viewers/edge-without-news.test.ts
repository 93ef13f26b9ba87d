import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { Browser, Page } from '@playwright/test';
import { openBrowser } from '../console-page/testing/open-page.ts';
import { createLiveNetwork } from './testing/live-network.ts';
import { withoutSilence } from './testing/page-limits.ts';
import { deliverRecording, type RecordedBroadcast } from './testing/recorded-broadcast.ts';
import { openViewerPage, untilMovedOn } from './testing/watched-picture.ts';
import { watchSegments } from './testing/watched-segments.ts';

const segmentSeconds = 1;

let browser: Browser;
let recording: RecordedBroadcast;

before(async () => {
  browser = await openBrowser();
  recording = await deliverRecording(segmentSeconds);
});

after(async () => {
  await browser?.close();
  await recording?.remove();
});

const isMediaPlaylist = (url: string) => /\/live\/show\/.+\/index\.m3u8/.test(url);

/** The servers that the page asked for Media Playlists, one entry for each change. */
function watchPlaylists(page: Page): { readonly servers: readonly string[] } {
  const servers: string[] = [];
  page.on('request', (request) => {
    const { origin } = new URL(request.url());
    if (isMediaPlaylist(request.url()) && servers.at(-1) !== origin) servers.push(origin);
  });
  return { servers };
}

test('an edge that is cut off from the broadcast is left for another that has the picture', async (t) => {
  const network = createLiveNetwork(recording.folder, segmentSeconds);
  t.after(network.close);
  const a = await network.start('edge-a', { random: () => 0 });
  const b = await network.start('edge-b');
  network.begin();
  const { page, problems } = await openViewerPage(browser);
  await withoutSilence(page);
  const segments = watchSegments(page);
  await page.goto(`${a.url}/watch/show`);
  await untilMovedOn(page, 2);
  assert.equal(segments.from(b.url), 0, 'the page is at the edge that it was opened at');

  a.cutOff();
  await segments.until(b.url, 2);
  await untilMovedOn(page, 2);
  segments.assertUnbroken(recording.segments);
  assert.deepEqual(problems, []);
});

test('a broadcast that pauses for all is waited for at one edge, and goes on there', async (t) => {
  const network = createLiveNetwork(recording.folder, segmentSeconds);
  t.after(network.close);
  const a = await network.start('edge-a', { random: () => 0 });
  const b = await network.start('edge-b');
  network.begin();
  const { page } = await openViewerPage(browser);
  await withoutSilence(page);
  const { servers } = watchPlaylists(page);
  const segments = watchSegments(page);
  await page.goto(`${a.url}/watch/show`);
  await untilMovedOn(page, 1);

  network.pause();
  const atB = () =>
    page.waitForResponse((each) => isMediaPlaylist(each.url()) && each.url().startsWith(b.url));
  for (let reload = 0; reload < 7; reload++) await (await atB()).finished();
  network.goOn();
  await segments.until(b.url, 2);
  assert.deepEqual(servers, [a.url, b.url], 'no edge was gone back to');
  await untilMovedOn(page, 2);
});
