import type { BroadcastSnapshot } from './snapshot.ts';

/** Whether everything is verified at every origin that keeps the broadcast open: an optional one may still lack some. */
export function isDelivered(broadcast: Pick<BroadcastSnapshot, 'phase' | 'origins'>): boolean {
  return (
    broadcast.phase !== 'capturing' && broadcast.origins.every((origin) => origin.complete || origin.optional)
  );
}
