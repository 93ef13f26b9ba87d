import { defaultUplinkLimits, type UplinkLimits } from '../uploader/uplink-limits.ts';
import type { DeliveryTuning } from './delivery-options.ts';
import type { RetentionRules } from './disk/choose-removals.ts';

/** Settings of an engine as a whole that may change while it runs: they hold for what begins from then on. */
export type EngineTuning = {
  readonly uplinkLimits?: Partial<UplinkLimits>;
  /** What the whole program may send over the network, bits per second; default: as much as it can. */
  readonly maxUplinkBitsPerSecond?: number | undefined;
  readonly liveWindowSeconds?: number;
  /** Network interfaces to reach S3 origins over, in order of preference; by default as the system routes. */
  readonly interfaces?: readonly string[];
  /** How long a preferred interface must answer before it is returned to. */
  readonly interfaceReturnMs?: number | undefined;
  /** In `live-edge` order: how many of the newest segments are waited for in order; default 2. */
  readonly liveEdgeSegments?: number;
  /** Room that capture leaves on the disk for everything else; default: a share of the disk. */
  readonly diskReserveMegabytes?: number;
  /** When delivered segments may go from the disk; by default none does. */
  readonly retention?: RetentionRules;
};

const defaultLiveWindowSeconds = 900;
const defaultLiveEdgeSegments = 2;

/** What of it is delivery's, with the defaults. */
export function deliveryTuning(tuning: EngineTuning): DeliveryTuning {
  const { maxUplinkBitsPerSecond: bits } = tuning;
  return {
    limits: { ...defaultUplinkLimits, ...tuning.uplinkLimits },
    maxUplinkBytesPerSecond: bits === undefined ? undefined : bits / 8,
    liveWindowSeconds: tuning.liveWindowSeconds ?? defaultLiveWindowSeconds,
    interfaces: tuning.interfaces ?? [],
    interfaceReturnMs: tuning.interfaceReturnMs,
    liveEdgeSegments: tuning.liveEdgeSegments ?? defaultLiveEdgeSegments,
  };
}
