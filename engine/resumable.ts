import type { BroadcastRow, NewBroadcast } from '../catalog/broadcasts.ts';
import type { Catalog } from '../catalog/catalog.ts';
import { SurecastError } from '../contract/surecast-error.ts';

/** Whether its capture has not ended, and nobody has asked for its end: only then is it taken up without being asked for. */
export function isToBeCaptured(broadcast: Pick<BroadcastRow, 'phase' | 'stopAskedAtMs'>): boolean {
  return broadcast.phase === 'capturing' && broadcast.stopAskedAtMs === null;
}

/** Whether it packages a finished recording, which no live source may go on with. */
export function isOfRecording({ settings }: Pick<BroadcastRow, 'settings'>): boolean {
  // Only the plan of a recording says whether it is copied.
  return 'copy' in JSON.parse(settings);
}

/**
 * An ended playlist is final: a broadcast that may have one is not captured into any more.
 * @throws SurecastError `BROADCAST_HANDED_OVER`, `BROADCAST_ENDED`
 */
export function refuseEnded(catalog: Catalog, known: BroadcastRow): void {
  if (known.handedOverAtMs !== null) {
    throw new SurecastError('BROADCAST_HANDED_OVER', `The broadcast ${known.name} was handed over.`);
  }
  const isOver = catalog.broadcasts
    .destinations(known.id)
    .some((origin) => !catalog.uploads.hasPendingMedia(known.id, origin.id));
  if (known.phase === 'capturing' || (known.phase === 'delivering' && !isOver)) return;
  throw new SurecastError('BROADCAST_ENDED', `The broadcast ${known.name} has ended.`);
}

/**
 * What the playlists have fixed can't change in the middle.
 * @throws SurecastError `BROADCAST_DIFFERS`
 */
export function refuseDifferent(
  catalog: Catalog,
  known: BroadcastRow,
  order: Pick<NewBroadcast, 'container' | 'segmentMs' | 'settings' | 'variants'>,
): void {
  const names = (variants: readonly { readonly name: string }[]) =>
    variants.map((variant) => variant.name).join();
  if (isOfRecording(known) !== isOfRecording(order)) {
    const [was, wanted] = isOfRecording(known) ? ['a recording', 'live'] : ['live', 'a recording'];
    throw new SurecastError('BROADCAST_DIFFERS', `The broadcast ${known.name} is ${was}, not ${wanted}.`);
  }
  const isSame =
    known.container === order.container &&
    known.segmentMs === order.segmentMs &&
    names(catalog.broadcasts.variants(known.id)) === names(order.variants);
  if (isSame) return;
  throw new SurecastError(
    'BROADCAST_DIFFERS',
    `The broadcast ${known.name} was begun as ${known.container}, segments of ${known.segmentMs / 1000} s, ${names(catalog.broadcasts.variants(known.id))}.`,
  );
}
