import type { ListedIntermediate } from '../../contract/network/plan.ts';
import type { Carried } from './algorithm.ts';

export type Slot = 'primary' | 'standby';

/** How many broadcasts each server may have in a slot. */
export type LoadBounds = (server: ListedIntermediate, slot: Slot) => number;

/**
 * Bounded load: `factor` times the mean by weight, counting the broadcast that is to be placed. Together the bounds are
 * more than there is to place, so that there always is a server below its own.
 */
export function loadBounds(
  servers: readonly ListedIntermediate[],
  carried: Carried,
  factor: number,
): LoadBounds {
  const weights = servers.reduce((sum, { weight }) => sum + weight, 0);
  const total = { primary: 1, standby: 1 };
  for (const { name } of servers) {
    total.primary += carried.get(name)?.primary ?? 0;
    total.standby += carried.get(name)?.standby ?? 0;
  }
  return ({ weight }, slot) => Math.ceil((factor * total[slot] * weight) / weights);
}
