import type { Config } from '../contract/config.ts';
import type { DeliveryOrder } from '../contract/delivery-order.ts';
import { chooseOrigins } from '../engine/session/origin-choice.ts';

/** The options of `live` that stand for settings of the configuration. */
export type LiveSettingFlags = {
  readonly source?: string;
  readonly origin?: readonly string[];
  readonly optionalOrigin?: readonly string[];
  readonly broadcast?: string;
  readonly duration?: number;
  readonly segmentDuration?: number;
  readonly container?: 'ts' | 'fmp4';
  readonly deliveryOrder?: DeliveryOrder;
  readonly maxUplinkRate?: number;
  readonly workers?: number;
  readonly interface?: readonly string[];
  readonly diskReserve?: number;
  readonly keepHours?: number;
  readonly maxGigabytes?: number;
  readonly removeWhenFull?: true;
};

/** The configuration with the options given in place of its settings. */
export function withFlags(file: Config, flags: LiveSettingFlags, dataDirectory: string): Config {
  const given: Config = {
    source: flags.source,
    broadcast: flags.broadcast,
    durationSeconds: flags.duration,
    segmentSeconds: flags.segmentDuration,
    container: flags.container,
    deliveryOrder: flags.deliveryOrder,
    maxUplinkRate: flags.maxUplinkRate,
    workers: flags.workers === undefined ? undefined : { min: flags.workers, max: flags.workers },
    interfaces: flags.interface && [...flags.interface],
    diskReserveMegabytes: flags.diskReserve,
    retention: withRetentionFlags(file.retention, flags),
    origins: withOriginFlags(file, flags, dataDirectory),
  };
  return { ...file, ...Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined)) };
}

function withOriginFlags(file: Config, flags: LiveSettingFlags, dataDirectory: string): Config['origins'] {
  if (flags.origin === undefined && flags.optionalOrigin === undefined) return undefined;
  const { originUrls, optionalOriginUrls } = chooseOrigins(flags, file, dataDirectory);
  // What else the configuration says of an origin holds for it also when it is named on the command line.
  const known = (url: string) =>
    file.origins?.find((entry) => typeof entry !== 'string' && entry.url === url) as object | undefined;
  return [
    ...originUrls.map((url) => ({ ...known(url), url, optional: false })),
    ...optionalOriginUrls.map((url) => ({ ...known(url), url, optional: true })),
  ];
}

function withRetentionFlags(
  configured: Config['retention'],
  { keepHours, maxGigabytes, removeWhenFull }: LiveSettingFlags,
): Config['retention'] {
  if (keepHours === undefined && maxGigabytes === undefined && removeWhenFull === undefined) return undefined;
  return {
    keepHours: keepHours ?? configured?.keepHours,
    maxGigabytes: maxGigabytes ?? configured?.maxGigabytes,
    whenFull: removeWhenFull ?? configured?.whenFull ?? false,
  };
}
