import { hash } from 'node:crypto';

/**
 * A number above 0 and below 1 that only depends on the text, evenly spread: the first 52 bits of its SHA-256. Chosen so
 * that anybody can work out a placement again, in any language.
 */
export function hashFraction(text: string): number {
  const bits = Number.parseInt(hash('sha256', text).slice(0, 13), 16);
  return (bits + 0.5) / 2 ** 52;
}
