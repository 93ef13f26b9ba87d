import type { EngineEvent } from '../contract/engine-events.ts';
import { SurecastError } from '../contract/surecast-error.ts';

/** Whatever was thrown, as news. */
export function asWarning(error: unknown): EngineEvent {
  const { code, message } =
    error instanceof SurecastError ? error : { code: 'INTERNAL' as const, message: String(error) };
  return { type: 'warning', code, message };
}
