import type { BroadcastRow } from '../catalog/broadcasts.ts';
import type { Catalog } from '../catalog/catalog.ts';
import type { EngineEvent } from '../contract/engine-events.ts';
import { SurecastError } from '../contract/surecast-error.ts';

/** From here on only delivery is left. A broadcast with nothing captured is taken back: there is nothing to attest. */
export function endCapture(catalog: Catalog, broadcast: BroadcastRow): void {
  const isEmpty = catalog.media.lastOf(broadcast.id) === undefined;
  catalog.durably(() => {
    if (isEmpty) catalog.broadcasts.removeEmpty(broadcast.id);
    else catalog.broadcasts.setPhase(broadcast.id, 'delivering', Date.now());
  });
}

/**
 * The news of a broadcast that was taken back because it was stopped too early.
 * @throws SurecastError `NOTHING_CAPTURED` when nobody stopped it: its source gave nothing
 */
export function nothingCaptured(name: string, isStopped: boolean): EngineEvent {
  if (!isStopped) throw new SurecastError('NOTHING_CAPTURED', `${name} got nothing from its source.`);
  const message = `${name} was stopped before anything was captured`;
  return { type: 'source', broadcast: name, state: 'ended', message };
}
