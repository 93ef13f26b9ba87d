import { createHash } from 'node:crypto';
import type { Browser } from '@playwright/test';

/** A viewer in a real browser: the player page with hls.js. */
export type BrowserViewer = {
  /** SHA-256 of each media segment that it got. */
  segments(): ReadonlySet<string>;
  /** Seconds that it has shown. */
  shownSeconds(): Promise<number>;
  close(): Promise<void>;
};

/** What is used here of a video element. */
type Video = { readonly currentTime: number };

/** Opens `/watch/NAME` of an edge. */
export async function startBrowserViewer(browser: Browser, url: string): Promise<BrowserViewer> {
  const page = await browser.newPage();
  const segments = new Set<string>();
  page.on('response', async (response) => {
    if (!/\.(ts|m4s)$/.test(new URL(response.url()).pathname) || response.status() !== 200) return;
    // A body that was cut off (the edge was killed) is fetched again by the player.
    const body = await response.body().catch(() => undefined);
    if (body !== undefined) segments.add(createHash('sha256').update(body).digest('hex'));
  });
  await page.goto(url);
  return {
    segments: () => segments,
    shownSeconds: () => page.locator('video').evaluate((video) => (video as unknown as Video).currentTime),
    close: () => page.close(),
  };
}
