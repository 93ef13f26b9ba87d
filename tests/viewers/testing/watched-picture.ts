import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Browser, Page } from '@playwright/test';
import { openPage } from '../../console-page/testing/open-page.ts';

const patienceMs = 120_000;
const pictures = join(import.meta.dirname, '..', '..', '..', 'artifacts', 'player');

/** What is used here of a video element: tests know no DOM. */
type Video = {
  readonly currentTime: number;
  readonly buffered: { readonly length: number; start(at: number): number; end(at: number): number };
  readonly dataset: Record<string, string | undefined>;
  requestVideoFrameCallback(listener: () => void): void;
  addEventListener(type: 'timeupdate' | 'waiting', listener: () => void): void;
};

/** A page of its own that waits long: the machine may be busy. Goes nowhere yet. */
export async function openViewerPage(
  browser: Browser,
): Promise<{ readonly page: Page; readonly problems: string[] }> {
  const opened = await openPage(browser, 'about:blank');
  opened.page.setDefaultTimeout(patienceMs);
  return opened;
}

/** Resolves once the picture has moved so many seconds of media on from where it is. */
export async function untilMovedOn(page: Page, seconds: number): Promise<void> {
  await page.locator('video').evaluate(untilSeconds, seconds);
}

function untilSeconds(video: Video, seconds: number): Promise<void> {
  const from = video.currentTime;
  return new Promise((resolve) => {
    video.addEventListener('timeupdate', () => {
      if (video.currentTime >= from + seconds) resolve();
    });
  });
}

/** From now on it is counted how often the picture waits because nothing is there to be played. */
export async function countStarvation(page: Page): Promise<() => Promise<number>> {
  const video = page.locator('video');
  await video.evaluate(noteStarvation);
  return async () => Number(await video.getAttribute('data-starved'));
}

function noteStarvation(video: Video): void {
  video.dataset['starved'] = '0';
  video.addEventListener('waiting', () => {
    const { buffered, currentTime } = video;
    for (let at = 0; at < buffered.length; at++)
      if (buffered.start(at) <= currentTime + 0.1 && buffered.end(at) > currentTime + 0.3) return;
    video.dataset['starved'] = `${Number(video.dataset['starved']) + 1}`;
  });
}

/** Of what is shown from now on: the longest wait from one picture to the next, the last one that did not come included, in seconds. */
export async function measureLongestWait(page: Page): Promise<() => Promise<number>> {
  const video = page.locator('video');
  await video.evaluate(noteWaits);
  return async () => {
    const [longest, sinceLast] = await video.evaluate(readWaits);
    return Math.max(longest, sinceLast) / 1_000;
  };
}

function noteWaits(video: Video): void {
  let [last, longest] = [performance.now(), 0];
  const note = (): void => {
    const now = performance.now();
    longest = Math.max(longest, now - last);
    last = now;
    video.dataset['shownAt'] = `${last}`;
    video.dataset['longestWait'] = `${longest}`;
    video.requestVideoFrameCallback(note);
  };
  video.requestVideoFrameCallback(note);
}

function readWaits({ dataset }: Video): readonly [longest: number, sinceLast: number] {
  const shownAt = Number(dataset['shownAt'] ?? performance.now());
  return [Number(dataset['longestWait'] ?? 0), performance.now() - shownAt];
}

/** Keeps a picture of the page for people, in artifacts/player/. */
export async function takePicture(page: Page, name: string): Promise<void> {
  await mkdir(pictures, { recursive: true });
  await page.screenshot({ path: join(pictures, `${name}.png`) });
}
