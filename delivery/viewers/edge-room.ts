import type { Heartbeat } from '../../contract/network/heartbeat.ts';

export type EdgeLoad = Heartbeat['load'];

/** What a viewer is taken to draw until there are enough to tell, and for how many viewers that guess counts. */
const assumed = { bitsPerSecond: 5_000_000, viewers: 10 } as const;

/** How many viewers more an edge has room for by its own report: by the number of viewers and by what it may send. Below 0: overloaded. */
export function freeViewers({
  viewers,
  maxViewers,
  egressBitsPerSecond,
  capacityBitsPerSecond,
}: EdgeLoad): number {
  const bitsPerViewer =
    (egressBitsPerSecond + assumed.bitsPerSecond * assumed.viewers) / (viewers + assumed.viewers);
  const byEgress = Math.floor((capacityBitsPerSecond - egressBitsPerSecond) / bitsPerViewer);
  return Math.min(maxViewers - viewers, byEgress);
}

/** How much of an edge is in use: 1 is all of it, more is too much. */
export function edgeUtilisation(load: EdgeLoad): number {
  return Math.max(load.viewers / load.maxViewers, load.egressBitsPerSecond / load.capacityBitsPerSecond);
}
