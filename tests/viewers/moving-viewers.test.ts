import assert from 'node:assert/strict';
import { after, before, type TestContext, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Browser } from '@playwright/test';
import { openBrowser } from '../console-page/testing/open-page.ts';
import { createLiveNetwork } from './testing/live-network.ts';
import { withoutPlayerLimits } from './testing/page-limits.ts';
import { addRendition, deliverRecording, type RecordedBroadcast } from './testing/recorded-broadcast.ts';
import {
  countStarvation,
  measureLongestWait,
  openViewerPage,
  untilMovedOn,
} from './testing/watched-picture.ts';
import { watchSegments } from './testing/watched-segments.ts';

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

test('an edge that drains loses its viewer to another without the picture stopping', async (t) => {
  const network = createLiveNetwork(recording.folder);
  t.after(network.close);
  const a = await network.start('edge-a');
  network.begin();
  const { page, problems } = await openViewerPage(browser);
  const segments = watchSegments(page);
  await page.goto(`${a.url}/watch/show`);
  await untilMovedOn(page, 2);
  await page.keyboard.press('d');
  await page.getByText('edge-a', { exact: true }).waitFor();
  const b = await network.start('edge-b');
  const starved = await countStarvation(page);

  a.drain();
  assert.equal(await a.viewers.drain.done(), 0, 'nobody was left');
  await a.kill();
  await page.getByText('edge-b', { exact: true }).waitFor();
  await segments.until(b.url, segments.from(b.url) + 2);
  await untilMovedOn(page, 6);

  segments.assertUnbroken(recording.segments);
  assert.equal(await starved(), 0, 'there was always something to play');
  assert.deepEqual(problems, []);
});

test('an edge that is killed is left for another while there is something to play', async (t) => {
  const network = createLiveNetwork(recording.folder);
  t.after(network.close);
  const a = await network.start('edge-a', { random: () => 0 });
  const b = await network.start('edge-b');
  network.begin();
  const { page } = await openViewerPage(browser);
  const segments = watchSegments(page);
  await page.goto(`${a.url}/watch/show`);
  await untilMovedOn(page, 2);
  assert.equal(segments.from(b.url), 0, 'the page is at the edge that it was opened at');

  await a.kill();
  await segments.until(b.url, 2);
  await untilMovedOn(page, 6);
  segments.assertUnbroken(recording.segments);
});

test('a viewer whose edge was killed is steered on by the one that it is at', async (t) => {
  const network = createLiveNetwork(recording.folder);
  t.after(network.close);
  const a = await network.start('edge-a', { random: () => 0 });
  const b = await network.start('edge-b');
  network.begin();
  const { page } = await openViewerPage(browser);
  const segments = watchSegments(page);
  await page.goto(`${a.url}/watch/show`);
  await untilMovedOn(page, 1);
  await a.kill();
  await segments.until(b.url, 1);

  const c = await network.start('edge-c');
  b.drain();
  await segments.until(c.url, 1);
});

test('a player that knows no steering is redirected at the end of a drain', async (t) => {
  const network = createLiveNetwork(recording.folder);
  t.after(network.close);
  const a = await network.start('edge-a', {
    drainLimits: { closingMs: 1, steeringMs: 1, totalMs: 180_000 },
  });
  const b = await network.start('edge-b');
  network.begin();
  const [segment = ''] = recording.segments;
  const playlist = segment.replace(/[^/]+$/, 'index.m3u8');
  const ask = (path: string) => fetch(`${a.url}/live/show/${path}`, { redirect: 'manual' });
  assert.equal((await ask(playlist)).status, 200);

  a.drain();
  let answer = await ask(playlist);
  while (answer.status === 200) {
    await sleep(100);
    answer = await ask(playlist);
  }
  assert.equal(answer.status, 302);
  assert.equal(answer.headers.get('location'), `${b.url}/live/show/${playlist}`);
  assert.equal((await ask(segment)).status, 200, 'segments that it knows of it still gets here');
  assert.equal((await ask('index.m3u8')).headers.get('location'), `${b.url}/live/show/index.m3u8`);
});

test(
  'an edge that says nothing any more, without hanging up, is left for another at once',
  leavesASilentEdge,
);

test('so is one with several renditions, none of which is tried there first', async (t) => {
  await addRendition(recording);
  await leavesASilentEdge(t);
});

async function leavesASilentEdge(t: TestContext): Promise<void> {
  const network = createLiveNetwork(recording.folder);
  t.after(network.close);
  const a = await network.startLinked('edge-a', { random: () => 0 });
  const b = await network.start('edge-b');
  network.begin();
  const { page } = await openViewerPage(browser);
  await withoutPlayerLimits(page);
  const segments = watchSegments(page);
  const steered = page.waitForResponse(/\/steering\//);
  await page.goto(`${a.url}/watch/show`);
  await (await steered).finished();
  await untilMovedOn(page, 2);
  assert.equal(segments.from(b.url), 0, 'the page is at the edge that it was opened at');
  const longestWait = await measureLongestWait(page);

  a.silence();
  await segments.until(b.url, 3);
  t.diagnostic(`the longest wait between two pictures: ${(await longestWait()).toFixed(1)} s`);
  await untilMovedOn(page, 6);
  segments.assertUnbroken(recording.segments);
}
