import type { UploadRow } from '../catalog/upload-rows.ts';
import type { UploadError } from '../catalog/upload-transition.ts';
import type { Uploads } from '../catalog/uploads.ts';
import type { ConnectionSettings } from '../contract/connection.ts';
import type { OriginCapabilities } from '../contract/origin.ts';
import type { OriginAccess } from '../contract/origin-access.ts';
import type { DeliveryFailure } from '../contract/worker-messages.ts';
import type { OriginGate } from './origin-gate.ts';
import type { UplinkLimits } from './uplink-limits.ts';

/** What an uplink tells the engine. All calls but `restore` are synchronous and must not throw. */
export type UplinkListener = {
  readonly onVerified: (upload: UploadRow) => void;
  /** An initialization section is gone or changed on the disk: writes it again, and tells whether it could. May throw as the disk does. */
  readonly restore: (upload: UploadRow) => Promise<boolean>;
  /** The local file is gone or not what was recorded; the upload is `lost`, or `superseded` where it can be made again. */
  readonly onLost: (upload: UploadRow, error: UploadError) => void;
  /** The origin holds something else under this key. Returns whether the conflict was settled. */
  readonly onConflict: (upload: UploadRow, failure: DeliveryFailure) => ConflictVerdict;
  readonly onGate: (gate: OriginGate) => void;
  /** What is delivered goes over another network interface than before. */
  readonly onInterface?: (networkInterface: string) => void;
  readonly onCapabilities: (capabilities: OriginCapabilities) => void;
  readonly onWorkerDied: (reason: string) => void;
  /** The catalog could not be written (a full disk): said once, and tried again until it passes. */
  readonly onTrouble: (error: unknown) => void;
};

/**
 * `retry`: what it may replace was corrected, try again now; `superseded`: the origin has a newer version of ours;
 * `foreign`: not ours, a person is needed.
 */
export type ConflictVerdict = 'retry' | 'superseded' | 'foreign';

/** What may change while an uplink is in use. */
export type UplinkTuning = {
  readonly limits: UplinkLimits;
  /** Network interfaces to reach the origin over, in order of preference; none: as the system routes. */
  readonly interfaces?: readonly string[];
  /** How long a preferred one must answer before it is returned to; undefined: the default. */
  readonly interfaceReturnMs?: number | undefined;
};

export type UplinkOptions = UplinkTuning & {
  readonly originId: number;
  readonly originUrl: string;
  readonly access?: OriginAccess | undefined;
  readonly capabilities: OriginCapabilities | undefined;
  readonly connection?: ConnectionSettings | undefined;
  readonly dataDirectory: string;
  readonly uploads: Uploads;
  /** The cap of the whole program (`RateBucket`), if it may have one. */
  readonly rate?: SharedArrayBuffer | undefined;
  readonly listener: UplinkListener;
  readonly random?: () => number;
};
