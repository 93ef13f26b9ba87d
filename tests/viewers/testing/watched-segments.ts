import assert from 'node:assert/strict';
import { basename } from 'node:path';
import type { Page } from '@playwright/test';

/** The segments that a page got, in their order. */
export type WatchedSegments = {
  /** Of one server, by its URL. */
  from(url: string): number;
  /** Resolves as soon as it has so many of them. */
  until(url: string, count: number): Promise<void>;
  /** Fails unless they are an unbroken row of the broadcast: nothing was left out, whoever served it. */
  assertUnbroken(broadcast: readonly string[]): void;
};

export function watchSegments(page: Page): WatchedSegments {
  const got: URL[] = [];
  let news = Promise.withResolvers<void>();
  page.on('requestfinished', async (request) => {
    const url = new URL(request.url());
    if (!url.pathname.endsWith('.ts') || (await request.response())?.status() !== 200) return;
    got.push(url);
    news.resolve();
    news = Promise.withResolvers();
  });
  const from = (url: string) => got.filter(({ origin }) => origin === url).length;
  return {
    from,
    until: async (url, count) => {
      while (from(url) < count) await news.promise;
    },
    assertUnbroken: (broadcast) => {
      // By their files' names, which are the same in every rendition here.
      const distinct = [...new Set(got.map(({ pathname }) => basename(pathname)))];
      const all = broadcast.map((path) => basename(path));
      const first = all.indexOf(distinct[0] ?? '');
      assert.ok(distinct.length > 2);
      assert.deepEqual(distinct.toSorted(), all.slice(first, first + distinct.length).toSorted());
    },
  };
}
