import { useCallback, useEffect, useRef, useState } from 'react';
import { asCallError, type CallError, call } from '../api/call.ts';
import { emptyCache, type PageCache, pageSize, pagesOf, withPage } from './page-cache.ts';

/** Which uploads are shown. */
export type QueueFilter = {
  readonly show: 'pending' | 'blocked' | 'all';
  readonly broadcast: string | undefined;
};

export type QueuePages = {
  readonly cache: PageCache;
  readonly error: CallError | null;
  /** Says which rows are in sight; their pages are asked for, and again while they stay. */
  readonly see: (first: number, last: number) => void;
};

const refreshMs = 2000;
/** A scrollbar that is dragged passes thousands of pages: only where it rests is asked. */
const restMs = 60;

/** The part of the queue that is in sight, kept current. */
export function useQueuePages({ show, broadcast }: QueueFilter): QueuePages {
  const [cache, setCache] = useState<PageCache>(emptyCache);
  const [error, setError] = useState<CallError | null>(null);
  const inSight = useRef<readonly number[]>([0]);
  const asked = useRef<(() => void) | undefined>(undefined);

  useEffect(() => {
    const aborter = new AbortController();
    let timer: ReturnType<typeof setTimeout> | undefined;
    setCache(emptyCache);
    inSight.current = [0];
    const ask = async (page: number): Promise<void> => {
      const query = { show, broadcast, offset: page * pageSize, limit: pageSize };
      const answer = await call('uploads', { query }, aborter.signal);
      if (!aborter.signal.aborted) setCache((before) => withPage(before, page, answer));
    };
    const round = async (): Promise<void> => {
      const pages = inSight.current;
      const failure = await Promise.all(pages.map(ask)).then(() => null, asCallError);
      if (aborter.signal.aborted) return;
      setError(failure);
      // What came in sight meanwhile has a turn of its own, sooner than this.
      if (pages === inSight.current) wait(refreshMs);
    };
    const wait = (ms: number): void => {
      clearTimeout(timer);
      timer = setTimeout(round, ms);
    };
    asked.current = () => wait(restMs);
    wait(0);
    return () => {
      aborter.abort();
      clearTimeout(timer);
    };
  }, [show, broadcast]);

  const see = useCallback((first: number, last: number): void => {
    const pages = pagesOf(first, last);
    if (pages.join() === inSight.current.join()) return;
    inSight.current = pages;
    asked.current?.();
  }, []);
  return { cache, error, see };
}
