import type { Gauge } from './process-gauge.ts';

/** What the program held in one quarter of the soak: medians, so that one burst of work is not taken for growth. */
export type Quarter = Omit<Gauge, 'atSeconds'>;

/** The four quarters of `seconds`. */
export function quartersOf(gauges: readonly Gauge[], seconds: number): Quarter[] {
  return [0, 1, 2, 3].map((quarter) => {
    const within = gauges.filter(({ atSeconds }) => Math.floor((atSeconds / seconds) * 4) === quarter);
    const median = (of: (gauge: Gauge) => number) => medianOf(within.map(of));
    return {
      residentMegabytes: median((gauge) => gauge.residentMegabytes),
      openFiles: median((gauge) => gauge.openFiles),
      threads: median((gauge) => gauge.threads),
    };
  });
}

function medianOf(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}
