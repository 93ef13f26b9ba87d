import { median } from '../../bench/statistics.ts';
import type { Gauge } from './process-gauge.ts';

/** What the program held in one quarter of the soak: medians, so that one burst of work is not taken for growth. */
export type Quarter = Omit<Gauge, 'atSeconds'>;

/** The four quarters of `seconds`. */
export function quartersOf(gauges: readonly Gauge[], seconds: number): Quarter[] {
  return [0, 1, 2, 3].map((quarter) => {
    const within = gauges.filter(({ atSeconds }) => Math.floor((atSeconds / seconds) * 4) === quarter);
    const medianOf = (of: (gauge: Gauge) => number) => median(within.map(of));
    return {
      residentMegabytes: medianOf((gauge) => gauge.residentMegabytes),
      openFiles: medianOf((gauge) => gauge.openFiles),
      threads: medianOf((gauge) => gauge.threads),
    };
  });
}
