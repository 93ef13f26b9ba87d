import type { ConsoleEvent } from '../../contract/api/console-event.ts';
import { reconnectDelayMs } from './reconnect.ts';

/** What happens on the way to the engine. */
export type StreamNews =
  | { readonly type: 'open' }
  | { readonly type: 'event'; readonly event: ConsoleEvent }
  | { readonly type: 'lost'; readonly nextTryMs: number };

/** After this long without an event the engine is asked whether it is there: a dead link closes nothing. */
const silenceMs = 10_000;

/**
 * Follows `/api/events` for good. A browser's own reconnecting gives up on an error status and does not say when it
 * tries next, so each connection is made here.
 * @param isThere asks the engine by another request; rejects when it does not answer
 * @returns ends it
 */
export function followEvents(tell: (news: StreamNews) => void, isThere: () => Promise<unknown>): () => void {
  let source: EventSource | undefined;
  let retry: ReturnType<typeof setTimeout> | undefined;
  let silence: ReturnType<typeof setTimeout> | undefined;
  let failures = 0;

  const lose = (): void => {
    close();
    failures += 1;
    const delayMs = reconnectDelayMs(failures, Math.random());
    retry = setTimeout(connect, delayMs);
    tell({ type: 'lost', nextTryMs: Date.now() + delayMs });
  };
  const watch = (of: EventSource): void => {
    clearTimeout(silence);
    silence = setTimeout(() => {
      isThere().then(
        () => source === of && watch(of),
        () => source === of && lose(),
      );
    }, silenceMs);
  };
  const connect = (): void => {
    const opened = new EventSource('/api/events');
    source = opened;
    watch(opened);
    opened.onopen = () => tell({ type: 'open' });
    opened.onerror = () => source === opened && lose();
    opened.onmessage = ({ data }) => {
      failures = 0;
      watch(opened);
      tell({ type: 'event', event: JSON.parse(String(data)) as ConsoleEvent });
    };
  };
  const close = (): void => {
    clearTimeout(silence);
    clearTimeout(retry);
    source?.close();
    source = undefined;
  };
  connect();
  return close;
}
