import type { ConsoleEvent } from '../../../contract/api/console-event.ts';
import type { ConsoleSnapshot } from '../../../contract/api/console-snapshot.ts';
import { EventClient, type EventSink } from './event-client.ts';

/** Brings what happens to every open console. */
export type EventHub = {
  /** Sends an event to whoever follows. */
  publish(event: ConsoleEvent): void;
  /** What the snapshot shows is another than before: it is sent soon, once for however many changes. */
  changed(): void;
  /** Adds a follower, which gets a snapshot at once. @returns ends that */
  follow(sink: EventSink): () => void;
  /** The present, computed anew at most once in `snapshotEveryMs`, and serialized once for all. */
  snapshot(): ConsoleSnapshot;
  readonly followers: () => number;
  close(): void;
};

/** Least time between two snapshots: an event is at a page within 150 ms, and a burst of them costs little. */
const snapshotEveryMs = 125;
/** Ages, rates and the disk change by themselves. */
const refreshEveryMs = 1_000;
/** Proxies close what says nothing for a minute. */
const heartbeatEveryMs = 15_000;

/**
 * @param compute makes the snapshot of this moment
 * @param onFollowers is told how many follow, whenever that changes
 */
export function createEventHub(
  compute: () => ConsoleSnapshot,
  onFollowers: (count: number) => void = () => undefined,
): EventHub {
  const clients = new Set<EventClient>();
  let latest: { readonly snapshot: ConsoleSnapshot; text?: string; readonly atMs: number } | undefined;
  let timer: NodeJS.Timeout | undefined;

  const fresh = (maxAgeMs: number) => {
    const nowMs = performance.now();
    if (latest === undefined || nowMs - latest.atMs >= maxAgeMs)
      latest = { snapshot: compute(), atMs: nowMs };
    return latest;
  };
  const freshText = (maxAgeMs: number): string => {
    const current = fresh(maxAgeMs);
    current.text ??= asData({ type: 'snapshot', snapshot: current.snapshot });
    return current.text;
  };
  const broadcast = (text: string, kind: 'passing' | 'news' | 'snapshot'): void => {
    const nowMs = performance.now();
    for (const client of clients) client.send(text, kind, nowMs);
  };
  const sendSnapshot = (): void => {
    timer = undefined;
    if (clients.size > 0) broadcast(freshText(0), 'snapshot');
  };
  const changed = (): void => {
    if (timer !== undefined || clients.size === 0) return;
    const sinceMs = performance.now() - (latest?.atMs ?? 0);
    timer = setTimeout(sendSnapshot, Math.max(0, snapshotEveryMs - sinceMs));
  };
  const refreshing = setInterval(changed, refreshEveryMs).unref();
  const beating = setInterval(() => broadcast(': still here\n\n', 'passing'), heartbeatEveryMs).unref();

  return {
    publish: (event) => {
      if (clients.size > 0) broadcast(asData(event), event.type === 'meters' ? 'passing' : 'news');
    },
    changed,
    follow: (sink) => {
      const client = new EventClient(sink);
      clients.add(client);
      client.send(freshText(snapshotEveryMs), 'snapshot', performance.now());
      onFollowers(clients.size);
      return () => {
        if (clients.delete(client)) onFollowers(clients.size);
      };
    },
    snapshot: () => fresh(snapshotEveryMs).snapshot,
    followers: () => clients.size,
    close: () => {
      clearTimeout(timer);
      clearInterval(refreshing);
      clearInterval(beating);
      for (const client of clients) client.end();
      clients.clear();
    },
  };
}

/** One event of `text/event-stream`; JSON has no line breaks of its own. */
function asData(event: ConsoleEvent): string {
  return `data: ${JSON.stringify(event)}\n\n`;
}
