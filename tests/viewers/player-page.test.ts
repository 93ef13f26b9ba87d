import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { Browser, Page } from '@playwright/test';
import { checkWatchToken } from '../../delivery/identity/tokens.ts';
import { makeTestNetwork } from '../../fixtures/network/test-network.ts';
import { temporaryDirectory } from '../../fixtures/temporary-directory.ts';
import { assertAccessible } from '../console-page/testing/accessible.ts';
import { openBrowser } from '../console-page/testing/open-page.ts';
import { createLiveNetwork } from './testing/live-network.ts';
import { deliverRecording, type RecordedBroadcast } from './testing/recorded-broadcast.ts';
import { openViewerPage, takePicture, untilMovedOn } from './testing/watched-picture.ts';

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

/** Fails if anything hangs out of the page at the side. */
async function assertFits(page: Page): Promise<void> {
  const { clientWidth, scrollWidth } = await page
    .locator('html')
    .evaluate(({ clientWidth, scrollWidth }) => ({ clientWidth, scrollWidth }));
  assert.ok(scrollWidth <= clientWidth, `${scrollWidth} pixels in ${clientWidth}`);
}

/** As it looks on a small laptop in light and on a phone in the dark, for people and for axe. */
async function assertFitsEverywhere(page: Page, name: string): Promise<void> {
  const looks = [
    { size: { width: 1024, height: 600 }, colorScheme: 'light' },
    { size: { width: 360, height: 640 }, colorScheme: 'dark' },
  ] as const;
  for (const { size, colorScheme } of looks) {
    await page.setViewportSize(size);
    await page.emulateMedia({ colorScheme });
    await assertFits(page);
    await assertAccessible(page, `${name}, ${colorScheme}`);
    await takePicture(page, `${name}-${colorScheme}`);
  }
}

test('the page waits for the broadcast, plays it, is worked by keys, and says when it has ended', async (t) => {
  const network = createLiveNetwork(recording.folder);
  t.after(network.close);
  const a = await network.start('edge-a');
  const { page, problems } = await openViewerPage(browser);
  await page.goto(`${a.url}/watch/show`);
  await says(page, 'The broadcast has not begun.');
  await assertFitsEverywhere(page, 'absent');

  network.begin();
  await badge(page, 'Live');
  await untilMovedOn(page, 1);
  await page.getByRole('button', { name: 'Details' }).click();
  await page.getByText('edge-a', { exact: true }).waitFor();
  await page.getByText(/^320 × 180, /).waitFor();
  await assertFitsEverywhere(page, 'live');
  await page.keyboard.press('?');
  await page.getByRole('dialog', { name: 'Keys' }).waitFor();
  await assertAccessible(page, 'keys');
  await page.keyboard.press('Escape');
  await page.getByRole('dialog', { name: 'Keys' }).waitFor({ state: 'hidden' });
  await page.locator('body').press('k');
  await badge(page, 'Paused');
  await page.getByRole('button', { name: 'Go to live' }).waitFor();
  await page.locator('body').press('l');
  await badge(page, 'Live');

  network.end();
  await says(page, 'The broadcast has ended.');
  await takePicture(page, 'ended');
  assert.deepEqual(problems, []);
});

test('a signed link opens the broadcast; without one, or after its end, the page says so with the cure', async (t) => {
  const signing = await makeTestNetwork(temporaryDirectory(t));
  const identity = await signing.admit('edge-a', ['edge']);
  const network = createLiveNetwork(recording.folder);
  t.after(network.close);
  const a = await network.start('edge-a', {
    policy: { kind: 'required', check: (token, broadcast) => checkWatchToken(identity, token, broadcast) },
  });
  network.begin();

  for (const [from, title] of [
    ['/watch/show', 'denied'],
    [`/watch/~${await signing.watchToken('show', -90)}/show`, 'expired'],
    [`/watch/~${await signing.watchToken('another')}/show`, 'of another broadcast'],
    ['/watch/~forged.by.hand/show', 'forged'],
  ] as const) {
    assert.equal((await fetch(a.url + from)).status, 403, title);
    assert.equal((await fetch(a.url + from.replace('watch', 'join'))).status, 403, title);
    const playlist = from.replace('watch', 'live');
    assert.equal((await fetch(`${a.url}${playlist}/index.m3u8`)).status, 403, title);
  }
  const { page } = await openViewerPage(browser);
  await page.goto(`${a.url}/watch/show`);
  await says(page, 'This link does not open the broadcast.');
  await page.getByText('Ask for a new link').waitFor();
  await assertFitsEverywhere(page, 'denied');

  const token = await signing.watchToken('show');
  await page.goto(`${a.url}/watch/~${token}/show`);
  await badge(page, 'Live');
});

test('with all places taken the page waits for the next, and joins again after every edge was away', async (t) => {
  const network = createLiveNetwork(recording.folder);
  t.after(network.close);
  const a = await network.start('edge-a');
  network.takeAtMost(1);
  network.begin();
  assert.equal((await fetch(`${a.url}/live/show/index.m3u8`)).status, 200, 'the one place is taken');
  const refused = await fetch(`${a.url}/join/show`, { redirect: 'manual' });
  assert.equal(refused.status, 503);
  assert.ok(Number(refused.headers.get('Retry-After')) >= 1);
  assert.equal(JSON.parse(await refused.text()).code, 'EDGE_FULL');
  const { page } = await openViewerPage(browser);
  await page.goto(`${a.url}/watch/show`);
  await says(page, 'All places are taken.');
  await takePicture(page, 'full');
  network.takeAtMost(100);
  await badge(page, 'Live');

  await a.kill();
  await says(page, 'The connection is lost.');
  await takePicture(page, 'lost');
  await network.start('edge-a', {}, a.port);
  await badge(page, 'Live');
  await untilMovedOn(page, 1);
});

test('a browser without Media Source Extensions plays by itself, if it plays HLS', async (t) => {
  const network = createLiveNetwork(recording.folder);
  t.after(network.close);
  const a = await network.start('edge-a');
  network.begin();
  const { page, problems } = await openViewerPage(browser);
  await page.addInitScript(withoutMediaSource);
  await page.goto(`${a.url}/watch/show`);
  const playsHls = await page.locator('video').evaluate(playsHlsItself);
  if (playsHls) {
    await badge(page, 'Live');
    await untilMovedOn(page, 1);
    await page.keyboard.press('d');
    await page.getByText(new URL(a.url).host, { exact: true }).waitFor();
  } else await says(page, 'This browser cannot play the broadcast.');
  assert.deepEqual(problems, []);
});

/** Runs in the page. */
function withoutMediaSource(): void {
  for (const name of ['MediaSource', 'WebKitMediaSource', 'ManagedMediaSource'])
    Reflect.deleteProperty(globalThis, name);
}

function playsHlsItself(video: { canPlayType(type: string): string }): boolean {
  return video.canPlayType('application/vnd.apple.mpegurl') !== '';
}
