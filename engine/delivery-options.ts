import type { KeyObject } from 'node:crypto';
import type { Catalog } from '../catalog/catalog.ts';
import type { ConnectionSettings } from '../contract/connection.ts';
import type { EngineListener } from '../contract/engine-events.ts';
import type { AccessOf } from '../contract/origin-access.ts';
import type { UplinkLimits } from '../uploader/uplink-limits.ts';
import type { DiskGuard } from './disk/disk-guard.ts';

/** What may change while broadcasts are delivered. */
export type DeliveryTuning = {
  readonly limits: UplinkLimits;
  /** What all uplinks together may send; undefined: as much as they can. */
  readonly maxUplinkBytesPerSecond: number | undefined;
  readonly liveWindowSeconds: number;
  /** Network interfaces to reach S3 origins over, in order of preference; none: as the system routes. */
  readonly interfaces: readonly string[];
  readonly interfaceReturnMs: number | undefined;
  /** In `live-edge` order: how many of the newest segments are waited for in order. */
  readonly liveEdgeSegments: number;
};

export type DeliveryOptions = DeliveryTuning & {
  readonly catalog: Catalog;
  readonly root: string;
  readonly receiptKey: KeyObject;
  /** What all uplinks share (`RateBucket`). */
  readonly rate: SharedArrayBuffer;
  readonly minPublishIntervalMs: number;
  readonly accessOf: AccessOf;
  /** How to connect to an origin, by its canonical URL; undefined: as the system does. */
  readonly connectionOf: (originUrl: string) => ConnectionSettings | undefined;
  readonly disk: DiskGuard;
  readonly listener: EngineListener;
  /** A broadcast may have come to its end at an origin. */
  readonly onProgress: () => void;
};
