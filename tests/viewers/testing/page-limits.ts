import assert from 'node:assert/strict';
import type { Page, Route } from '@playwright/test';

/** hls.js itself waits for ten minutes: who leaves an edge is the page. */
export async function withoutPlayerLimits(page: Page): Promise<void> {
  await page.route('**/play-hls.mjs', lengthen(/(?<=(?:maxTimeToFirstByteMs|maxLoadTimeMs): )[\d_]+/g));
}

/** The page waits for ten minutes too: no edge is left because a busy machine says nothing for a moment. */
export async function withoutSilence(page: Page): Promise<void> {
  await withoutPlayerLimits(page);
  await page.route('**/edge-patience.mjs', lengthen(/(?<=(?:shortestMs|longestMs) = )[\d_]+/g));
}

/** Of a file of the page, two limits become ten minutes. */
function lengthen(limits: RegExp): (route: Route) => Promise<void> {
  return async (route) => {
    const response = await route.fetch();
    const text = await response.text();
    assert.equal(text.match(limits)?.length, 2);
    await route.fulfill({ response, body: text.replaceAll(limits, '600_000') });
  };
}
