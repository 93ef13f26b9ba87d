import type { Config } from '../../contract/config.ts';
import type { RetentionRules } from '../disk/choose-removals.ts';
import type { EngineSettings } from '../engine.ts';

const msPerHour = 3_600_000;

/** What of a configuration holds for the engine as a whole, from its opening on. */
export function engineSettings(config: Config, dataDirectory: string): Omit<EngineSettings, 'listener'> {
  const { workers, backfillShare, diskReserveMegabytes, liveWindowSeconds, liveEdgeSegments } = config;
  const retention = retentionRules(config.retention);
  return {
    dataDirectory,
    uplinkLimits: {
      ...(workers && { minWorkers: workers.min, maxWorkers: workers.max }),
      ...(backfillShare && { backfillShare }),
    },
    maxUplinkBitsPerSecond: config.maxUplinkRate,
    ...(retention && { retention }),
    interfaces: config.interfaces ?? [],
    interfaceReturnMs: config.interfaceReturnSeconds && config.interfaceReturnSeconds * 1000,
    ...(diskReserveMegabytes !== undefined && { diskReserveMegabytes }),
    ...(liveWindowSeconds && { liveWindowSeconds }),
    ...(liveEdgeSegments && { liveEdgeSegments }),
  };
}

/** Which delivered segments may go from the disk; undefined: none. */
function retentionRules(retention: Config['retention']): RetentionRules | undefined {
  if (retention === undefined) return undefined;
  const { keepHours, maxGigabytes, whenFull } = retention;
  if (keepHours === undefined && maxGigabytes === undefined && !whenFull) return undefined;
  return {
    keepMs: keepHours === undefined ? undefined : keepHours * msPerHour,
    maxBytes: maxGigabytes === undefined ? undefined : maxGigabytes * 1e9,
    whenFull,
  };
}
