import { certificateByClock } from '../../contract/clock-words.ts';

const deepest = 5;

/**
 * Says it when a TLS connection failed since the other side's certificate is not valid now: then one of the clocks may be
 * wrong. Undefined: it failed for something else.
 */
export function clockCause(thrown: unknown, nowMs: number = Date.now()): string | undefined {
  let error = thrown;
  for (let depth = 0; depth < deepest && error instanceof Error; depth += 1) {
    const code = 'code' in error ? String(error.code) : '';
    const words = certificateByClock(code, nowMs);
    if (words !== undefined) return `${words}; if the time is wrong, set the clock (NTP)`;
    error = error.cause;
  }
  return undefined;
}
