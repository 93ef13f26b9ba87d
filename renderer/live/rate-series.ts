import type { RatePoint } from '../../contract/api/console-snapshot.ts';
import { bitRate } from '../format/quantity.ts';

/** Columns as the plot takes them: seconds since the epoch, then Mbit/s captured and sent. */
export type RateColumns = [times: number[], captured: number[], uplink: number[]];

export function rateColumns(points: readonly RatePoint[]): RateColumns {
  return [
    points.map(({ atMs }) => atMs / 1000),
    points.map(({ capturedBitsPerSecond }) => capturedBitsPerSecond / 1e6),
    points.map(({ uplinkBitsPerSecond }) => uplinkBitsPerSecond / 1e6),
  ];
}

/** The chart in sentences. */
export function ratesText(points: readonly RatePoint[]): string {
  if (points.length === 0) return 'No rate was measured yet.';
  const said = (name: string, of: (point: RatePoint) => number): string => {
    const values = points.map(of);
    const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
    return `${name}: ${bitRate(mean)} on average, ${bitRate(Math.min(...values))} at least, ${bitRate(Math.max(...values))} at most.`;
  };
  return `${said('Bit rate', (point) => point.capturedBitsPerSecond)} ${said('Uplink', (point) => point.uplinkBitsPerSecond)}`;
}
