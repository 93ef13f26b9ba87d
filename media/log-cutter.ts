import type { Container, CutterOptions, LogCutter } from './cut.ts';
import { TsCutter } from './ts-cutter.ts';

/** Makes a cutter for one run's log, or for the rest of one (`options.resume`). */
export function createLogCutter(container: Container, options: CutterOptions): LogCutter {
  if (container === 'fmp4') throw new RangeError('not yet');
  return new TsCutter(options);
}
