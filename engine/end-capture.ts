import type { BroadcastRow } from '../catalog/broadcasts.ts';
import type { Catalog } from '../catalog/catalog.ts';

/** From here on only delivery is left. A broadcast with nothing captured is taken back: there is nothing to attest. */
export function endCapture(catalog: Catalog, broadcast: BroadcastRow): void {
  const isEmpty = catalog.media.lastOf(broadcast.id) === undefined;
  catalog.durably(() => {
    if (isEmpty) catalog.broadcasts.removeEmpty(broadcast.id);
    else catalog.broadcasts.setPhase(broadcast.id, 'delivering', Date.now());
  });
}
