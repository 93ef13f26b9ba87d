/** What a crew notices of the console's page: how soon it can be used, how soon it shows what happened, and whether it grows. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Browser, Page } from '@playwright/test';
import { z } from 'zod';
import { type UploadItem, uploadPage } from '../contract/api/upload-item.ts';
import { openBrowser, openPage } from '../tests/console-page/testing/open-page.ts';
import { type RealConsole, startConsole } from '../tests/console-page/testing/real-console.ts';
import { TrialScope } from '../tests/testing/scope.ts';
import { mean, median, percentile } from './statistics.ts';

export type ConsolePageFigures = {
  readonly starts: number;
  /** From the start of the program to the page whose button can be pressed, milliseconds. */
  readonly coldMedianMs: number;
  /** The same from the moment at which the engine listens. */
  readonly openMedianMs: number;
  /** From the proof of a segment to its mark on the page. */
  readonly marks: number;
  readonly markMedianMs: number;
  readonly markP95Ms: number;
  /** JavaScript's memory of the page after garbage was collected, megabytes. */
  readonly firstMegabytes: number;
  readonly lastMegabytes: number;
  /** Mean of the last quarter over that of the second. */
  readonly growth: number;
};

const starts = 5;
const sampleEveryMs = 10_000;

/** @param minutes of live updates over which the page's memory is watched */
export async function measureConsolePage(minutes: number): Promise<ConsolePageFigures> {
  const browser = await openBrowser();
  try {
    const opened = [];
    for (let start = 0; start < starts; start += 1) opened.push(await measureStart(browser));
    const { latencies, megabytes } = await watchBroadcast(browser, minutes);
    const quarter = Math.max(1, Math.floor(megabytes.length / 4));
    return {
      starts,
      coldMedianMs: median(opened.map(({ coldMs }) => coldMs)),
      openMedianMs: median(opened.map(({ openMs }) => openMs)),
      marks: latencies.length,
      markMedianMs: median(latencies),
      markP95Ms: percentile(latencies, 0.95),
      firstMegabytes: megabytes[0] ?? Number.NaN,
      lastMegabytes: megabytes.at(-1) ?? Number.NaN,
      growth: mean(megabytes.slice(-quarter)) / mean(megabytes.slice(quarter, 2 * quarter)),
    };
  } finally {
    await browser.close();
  }
}

async function measureStart(browser: Browser): Promise<{ readonly coldMs: number; readonly openMs: number }> {
  const scope = new TrialScope();
  try {
    const begunMs = performance.now();
    const console = await startConsole(scope);
    const readyMs = performance.now();
    const { page } = await openPage(browser, console.page);
    await page.getByRole('button', { name: 'Go live' }).click({ trial: true });
    const usableMs = performance.now();
    await page.context().close();
    return { coldMs: usableMs - begunMs, openMs: usableMs - readyMs };
  } finally {
    await scope.end();
  }
}

type Watched = { readonly latencies: readonly number[]; readonly megabytes: readonly number[] };

async function watchBroadcast(browser: Browser, minutes: number): Promise<Watched> {
  const scope = new TrialScope();
  try {
    const console = await startConsole(scope);
    const { page } = await openPage(browser, console.page);
    await page.evaluate(noteMarks);
    await ask(console, '/api/live', { broadcast: 'bench' });
    await page.locator('.segment[data-stage="verified"]').first().waitFor();
    const megabytes = await sampleMemory(page, minutes);
    const marks = z.record(z.string(), z.number()).parse(await page.evaluate('marks'));
    return { latencies: latenciesOf(marks, await newestUploads(console)), megabytes };
  } finally {
    await scope.end();
  }
}

/** More would be memory of the measurement, not of the page. */
const mostMarks = 300;

/** Runs in the page, as text: when the mark of each segment first said `verified`. */
const noteMarks = `globalThis.marks = {};
new MutationObserver((_, observer) => {
  for (const { title } of document.querySelectorAll('.segment-cells .segment[data-stage="verified"]'))
    marks[parseInt(title, 10)] ??= Date.now();
  if (Object.keys(marks).length >= ${mostMarks}) observer.disconnect();
}).observe(document.body, { subtree: true, childList: true, attributeFilter: ['data-stage'] });`;

async function sampleMemory(page: Page, minutes: number): Promise<readonly number[]> {
  const devtools = await page.context().newCDPSession(page);
  await devtools.send('Performance.enable');
  const samples: number[] = [];
  const endMs = performance.now() + minutes * 60_000;
  do {
    await sleep(sampleEveryMs);
    await devtools.send('HeapProfiler.collectGarbage');
    const { metrics } = await devtools.send('Performance.getMetrics');
    samples.push((metrics.find(({ name }) => name === 'JSHeapUsedSize')?.value ?? Number.NaN) / 1e6);
  } while (performance.now() < endMs);
  return samples;
}

/** Files are named by the number of their segment. */
function latenciesOf(
  marks: Readonly<Record<string, number>>,
  uploads: readonly UploadItem[],
): readonly number[] {
  return uploads
    .filter(({ kind }) => kind === 'segment')
    .flatMap(({ key, verifiedAtMs }) => {
      const sequence = String(Number(/(\d+)-[^/]*$/.exec(key)?.[1]));
      const markedAtMs = marks[sequence];
      return verifiedAtMs === null || markedAtMs === undefined ? [] : [markedAtMs - verifiedAtMs];
    });
}

async function newestUploads(console: RealConsole): Promise<readonly UploadItem[]> {
  return uploadPage.parse(await ask(console, '/api/uploads?show=all&limit=500')).items;
}

async function ask({ url, page }: RealConsole, path: string, body?: object): Promise<unknown> {
  const token = new URL(page).searchParams.get('token');
  const answer = await fetch(new URL(path, url), {
    headers: { authorization: `Bearer ${token}`, ...(body && { 'content-type': 'application/json' }) },
    ...(body && { method: 'POST', body: JSON.stringify(body) }),
  });
  if (!answer.ok) throw new Error(`${path} was answered with ${answer.status}: ${await answer.text()}`);
  return answer.json();
}
