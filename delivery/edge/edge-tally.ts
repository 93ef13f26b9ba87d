import type { Heartbeat } from '../../contract/network/heartbeat.ts';
import { createEgressMeter } from './egress-meter.ts';
import { createViewerCount } from './viewer-count.ts';

/** Who watches at an edge, and what goes out. */
export type EdgeTally = {
  sent(broadcast: string, bytes: number): void;
  /** Counts a viewer; false: he is new, and there is no room for one more. */
  admit(broadcast: string, viewer: string, nowMs: number): boolean;
  /** The broadcasts that are watched most, for the heartbeat. */
  loads(): readonly Omit<Heartbeat['broadcasts'][number], 'pullsFrom'>[];
  viewers(): number;
  egressBitsPerSecond(): number;
  /** To be called about once a second. */
  tick(): void;
};

/** As many as a heartbeat may name. */
const broadcastsAtMost = 200;

export function createEdgeTally(maxViewers: number, nowMs: () => number): EdgeTally {
  const count = createViewerCount();
  const egress = createEgressMeter(nowMs());
  return {
    sent: egress.sent,
    admit(broadcast, viewer, atMs) {
      if (count.all() >= maxViewers && !count.isViewing(broadcast, viewer, atMs)) return false;
      count.seen(broadcast, viewer, atMs);
      return true;
    },
    loads() {
      const loads = [...count.broadcasts()].map((name) => ({
        name,
        viewers: count.of(name, nowMs()),
        egressBitsPerSecond: egress.bitsPerSecond(name),
      }));
      return loads.toSorted((a, b) => b.viewers - a.viewers).slice(0, broadcastsAtMost);
    },
    viewers: () => count.all(),
    egressBitsPerSecond: () => egress.total(),
    tick() {
      count.sweep(nowMs());
      egress.tick(nowMs());
    },
  };
}
