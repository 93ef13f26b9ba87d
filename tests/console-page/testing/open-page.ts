import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { type Browser, chromium, type Page } from '@playwright/test';
import { findBrowser } from '../../../scripts/test-tools/find-browser.ts';

const pictures = join(import.meta.dirname, '..', '..', '..', 'artifacts', 'console');

/** How long a step may take on a machine that is busy with much else, unless a test says otherwise. */
const patienceMs = 90_000;

/** The system's Chromium, or the one that Playwright brought. */
export async function openBrowser(): Promise<Browser> {
  const executablePath = findBrowser();
  return chromium.launch({
    ...(executablePath === undefined ? {} : { executablePath }),
    // Set-up and CI run as root, where Chromium's own sandbox does not start.
    args: ['--no-sandbox', '--disable-dev-shm-usage'],
  });
}

/** How a page is looked at. */
export type Look = {
  readonly width?: number;
  readonly height?: number;
  readonly theme?: 'light' | 'dark';
  /** Of the browser, as a share: 4 is 400 %. */
  readonly zoom?: number;
};

/** A page of its own (cookies, storage); what its scripts and its content policy complain about makes `problems`. */
export async function openPage(
  browser: Browser,
  url: string,
  { width = 1280, height = 800, theme = 'light', zoom = 1 }: Look = {},
): Promise<{ readonly page: Page; readonly problems: string[] }> {
  const context = await browser.newContext({
    // A zoomed page has fewer CSS pixels, each of more device pixels.
    viewport: { width: Math.round(width / zoom), height: Math.round(height / zoom) },
    deviceScaleFactor: zoom,
    colorScheme: theme,
    locale: 'en-GB',
  });
  const page = await context.newPage();
  page.setDefaultTimeout(patienceMs);
  const problems: string[] = [];
  page.on('pageerror', (error) => problems.push(error.message));
  page.on('console', (line) => {
    if (/Content Security Policy|Refused to/.test(line.text())) problems.push(line.text());
  });
  await page.goto(url);
  return { page, problems };
}

/** Keeps a picture of the page for people, in artifacts/console/. */
export async function takePicture(page: Page, name: string): Promise<void> {
  await mkdir(pictures, { recursive: true });
  await page.screenshot({ path: join(pictures, `${name}.png`) });
}
