import type { BroadcastRow, NewBroadcast } from '../catalog/broadcasts.ts';
import type { Catalog } from '../catalog/catalog.ts';
import type { EngineListener } from '../contract/engine-events.ts';
import { isToBeCaptured, refuseDifferent } from './resumable.ts';

/**
 * Makes an unfinished broadcast one that captures again, for the origins of the order as well. In a transaction of the caller's.
 * @throws SurecastError `BROADCAST_DIFFERS`
 */
export function resumeBroadcast(
  catalog: Catalog,
  known: BroadcastRow,
  order: Omit<NewBroadcast, 'startedAtMs'>,
  listener: EngineListener,
): void {
  const { broadcasts, uploads, lanes } = catalog;
  refuseDifferent(catalog, known, order);
  broadcasts.setSettings(known.id, order.settings);
  // Whoever takes up what is on air, and says nothing of its end, leaves that as it was; a capture that had ended begins anew.
  if (order.durationSeconds !== undefined || !isToBeCaptured(known))
    broadcasts.setDuration(known.id, order.durationSeconds ?? null);
  broadcasts.setPhase(known.id, 'capturing');
  broadcasts.setStopAsked(known.id, null);
  const deliveryOrder = order.deliveryOrder ?? broadcasts.destinations(known.id)[0]?.deliveryOrder;
  broadcasts.addDestinations(known.id, { ...order, deliveryOrder });
  if (order.deliveryOrder !== undefined) broadcasts.setDeliveryOrder(known.id, order.deliveryOrder);
  for (const origin of broadcasts.destinations(known.id)) {
    const count = uploads.queueMissing(known.id, origin.id);
    if (count > 0) listener(removedBefore(known.name, origin.url, count));
    if (order.deliveryOrder === 'complete') lanes.joinLanes(origin.id, known.id);
  }
}

/** An origin that was added after retention had removed what the others have. */
function removedBefore(name: string, originUrl: string, count: number): Parameters<EngineListener>[0] {
  const what = count === 1 ? 'One segment' : `${count} segments`;
  const message = `${what} of ${name} can't be delivered to ${originUrl}: removed from the disk before. Gaps there.`;
  return { type: 'warning', code: 'FILE_REMOVED', message };
}
