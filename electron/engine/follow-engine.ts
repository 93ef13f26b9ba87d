import type { ConsoleEvent } from '../../contract/api/console-event.ts';
import type { Fetch } from '../page/forward-request.ts';
import type { EngineAddress } from './engine-address.ts';
import { readEvents } from './read-events.ts';

const pauseMs = 1000;

/** Hands on the events of one engine until the signal ends it. A stream that breaks is asked for again: it begins with a snapshot. */
export async function followEngine(
  address: EngineAddress,
  fetch: Fetch,
  onEvent: (event: ConsoleEvent) => void,
  signal: AbortSignal,
): Promise<void> {
  while (!signal.aborted) {
    try {
      const answer = await fetch(new URL('api/events', address.url).href, {
        headers: { authorization: `Bearer ${address.token}`, accept: 'text/event-stream' },
        signal,
      });
      if (answer.ok && answer.body !== null) {
        for await (const event of readEvents(answer.body)) onEvent(event);
      }
    } catch {
      // The engine is away, or this is the end; whoever keeps it says so.
    }
    if (!signal.aborted) await pause(signal);
  }
}

function pause(signal: AbortSignal): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  const timer = setTimeout(resolve, pauseMs);
  signal.addEventListener('abort', () => resolve(), { once: true });
  return promise.finally(() => clearTimeout(timer));
}
