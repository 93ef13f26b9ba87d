import type { Config } from '../contract/config.ts';
import type { RetentionRules } from '../engine/disk/choose-removals.ts';

/** The options of `live` that say which delivered segments may go from the disk. */
export type RetentionFlags = {
  readonly keepHours?: number;
  readonly maxGigabytes?: number;
  readonly removeWhenFull?: true;
};

const msPerHour = 3_600_000;

/** Options, each in place of the configuration's; undefined: nothing is removed. */
export function retentionRules(
  flags: RetentionFlags,
  configured: Config['retention'],
): RetentionRules | undefined {
  const keepHours = flags.keepHours ?? configured?.keepHours;
  const maxGigabytes = flags.maxGigabytes ?? configured?.maxGigabytes;
  const whenFull = flags.removeWhenFull ?? configured?.whenFull ?? false;
  if (keepHours === undefined && maxGigabytes === undefined && !whenFull) return undefined;
  return {
    keepMs: keepHours === undefined ? undefined : keepHours * msPerHour,
    maxBytes: maxGigabytes === undefined ? undefined : maxGigabytes * 1e9,
    whenFull,
  };
}
