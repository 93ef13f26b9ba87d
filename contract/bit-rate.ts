import { SurecastError } from './surecast-error.ts';

const units: Readonly<Record<string, number>> = { '': 1, k: 1e3, m: 1e6, g: 1e9 };

/** Slower than this no segment of any use arrives, bits per second. */
export const leastUplinkRate = 64_000;

/**
 * Reads a rate as people write it: `6M`, `800k`, `2.5m`, `6000000`; bits per second, units of 1000.
 * @throws SurecastError `CONFIG_INVALID`
 */
export function parseBitRate(text: string): number {
  const match = /^(\d{1,12}(?:\.\d{1,6})?)([kmg]?)$/i.exec(text.trim());
  const rate = Number(match?.[1]) * (units[(match?.[2] ?? '').toLowerCase()] ?? Number.NaN);
  if (Number.isFinite(rate) && rate >= leastUplinkRate) return Math.round(rate);
  throw new SurecastError('CONFIG_INVALID', `${text} is no rate of 64k (bits per second) or more.`, {
    cure: 'Write it as 800k, 6M or 6000000.',
  });
}
