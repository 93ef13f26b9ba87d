import { useDeferredValue, useMemo, useSyncExternalStore } from 'react';
import type { LogEntry } from '../../contract/api/log-entry.ts';
import { type CallError, call } from '../api/call.ts';
import { consoleStore, logTail, maxLogLines } from '../state/console-store.ts';
import { useAnswer } from '../state/use-answer.ts';
import { useStore } from '../state/use-store.ts';
import { filterLog, type LogFilter, mergeLog } from './log-filter.ts';

export type Log = {
  /** Oldest first; null: not yet asked. */
  readonly lines: readonly LogEntry[] | null;
  /** How many lines there are without the filter. */
  readonly total: number;
  readonly error: CallError | null;
};

/** What the engine has logged and logs now, of a level, holding words. */
export function useLog(filter: LogFilter): Log {
  const followed = useSyncExternalStore(logTail.subscribe, logTail.get);
  // Of a reconnect only the lines since are followed: what was said meanwhile is asked for.
  const connection = useStore(consoleStore, ({ link }) => (link.state === 'open' ? 'open' : 'away'));
  const asked = useAnswer(`${filter.level} ${connection}`, (signal) =>
    call('logs', { query: { level: filter.level, limit: maxLogLines } }, signal),
  );
  const deferred = useDeferredValue(filter);
  const all = useMemo(
    () => (asked.value === null ? null : mergeLog(asked.value, followed, maxLogLines)),
    [asked.value, followed],
  );
  const lines = useMemo(() => (all === null ? null : filterLog(all, deferred)), [all, deferred]);
  return { lines, total: all?.length ?? 0, error: asked.error };
}
