import type { Container, CutterOptions, LogCutter } from './cut.ts';
import { Fmp4Cutter } from './fmp4-cutter.ts';
import { TsCutter } from './ts-cutter.ts';

/** Makes a cutter for one run's log, or for the rest of one (`options.resume`). */
export function createLogCutter(container: Container, options: CutterOptions): LogCutter {
  return container === 'ts' ? new TsCutter(options) : new Fmp4Cutter(options);
}
