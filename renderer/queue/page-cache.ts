import type { UploadItem, UploadPage } from '../../contract/api/upload-item.ts';

/** Parts of the queue as they were last asked for. Few are kept, so that hours of scrolling take no memory. */
export type PageCache = {
  /** How many uploads there are with this filter; null: not yet known. */
  readonly total: number | null;
  /** By the page's number; the one used last stands last. */
  readonly pages: ReadonlyMap<number, readonly UploadItem[]>;
};

export const pageSize = 100;
const maxPages = 48;

export const emptyCache: PageCache = { total: null, pages: new Map() };

/** The numbers of the pages that rows lie on. @param last inclusive */
export function pagesOf(first: number, last: number): readonly number[] {
  const from = Math.floor(Math.max(0, first) / pageSize);
  const to = Math.floor(Math.max(0, last) / pageSize);
  return Array.from({ length: to - from + 1 }, (_, index) => from + index);
}

/** The upload of a row; undefined while its page is on its way. */
export function rowAt({ pages }: PageCache, row: number): UploadItem | undefined {
  return pages.get(Math.floor(row / pageSize))?.[row % pageSize];
}

/** The cache with what was answered for a page; pages behind the end of a queue that shrank are dropped. */
export function withPage(cache: PageCache, number: number, { items, total }: UploadPage): PageCache {
  const pages = new Map(cache.pages);
  pages.delete(number);
  pages.set(number, items);
  for (const kept of pages.keys()) if (kept * pageSize >= total) pages.delete(kept);
  for (const oldest of pages.keys()) {
    if (pages.size <= maxPages) break;
    pages.delete(oldest);
  }
  return { total, pages };
}
