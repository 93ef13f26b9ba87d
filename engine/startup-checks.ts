import { setTimeout as sleep } from 'node:timers/promises';
import { checkInBackground } from '../catalog/check-in-background.ts';
import { isCheckedAtOnce } from '../catalog/open-database.ts';
import type { SurecastError } from '../contract/surecast-error.ts';
import { type InspectionOptions, inspectFiles } from './inspect-files.ts';
import { mendCounts } from './mend-counts.ts';

/** What is queued goes first: the checks begin after this, milliseconds. */
const firstDeliveriesMs = 1_500;

export type StartupChecks = {
  /** Resolves with the damage when the catalog is found damaged, and never else. */
  readonly damage: Promise<SurecastError>;
  /** Resolves when every file that was queued at the start has been looked at, or the checks were stopped. */
  readonly inspected: Promise<void>;
  readonly stop: () => Promise<void>;
};

/**
 * What is looked through after a start without delivery waiting for it: a large catalog for damage, and the files that
 * are queued.
 */
export function startChecks(
  options: Omit<InspectionOptions, 'signal'> & {
    readonly catalogPath: string;
    readonly onError: (error: unknown) => void;
  },
): StartupChecks {
  const abort = new AbortController();
  const { promise: damage, resolve } = Promise.withResolvers<SurecastError>();
  const work = async () => {
    await sleep(firstDeliveriesMs, undefined, { signal: abort.signal }).catch(() => undefined);
    if (abort.signal.aborted) return;
    const { catalogPath } = options;
    const isChecked = isCheckedAtOnce(catalogPath);
    const found = isChecked ? {} : await checkInBackground(catalogPath, abort.signal);
    if (found.damage !== undefined) return resolve(found.damage);
    if (found.drifts !== undefined && !abort.signal.aborted)
      mendCounts(options.catalog, found.drifts, options.listener);
    await inspectFiles({ ...options, signal: abort.signal });
  };
  const inspected = work().catch(options.onError);
  return {
    damage,
    inspected,
    stop: () => {
      abort.abort();
      return inspected;
    },
  };
}
