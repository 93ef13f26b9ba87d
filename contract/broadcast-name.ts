import { SurecastError } from './surecast-error.ts';

const broadcastName = /^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$/;

/**
 * Returns the name if it can serve as a folder on every platform and as a part of an object's key:
 * 1 to 100 of `A-Z a-z 0-9 . _ -`, beginning with a letter or digit, without `..` and not ending in a dot.
 * @throws SurecastError BROADCAST_NAME_INVALID
 */
export function parseBroadcastName(name: string): string {
  if (broadcastName.test(name) && !name.includes('..') && !name.endsWith('.')) return name;
  throw new SurecastError('BROADCAST_NAME_INVALID', `${shown(name)} can't be the name of a broadcast.`);
}

/** The name of a broadcast that was given none: its local start time, as in `2026-11-21-093005`. */
export function defaultBroadcastName(start: Date): string {
  const two = (value: number): string => String(value).padStart(2, '0');
  const day = [start.getFullYear(), two(start.getMonth() + 1), two(start.getDate())].join('-');
  return `${day}-${two(start.getHours())}${two(start.getMinutes())}${two(start.getSeconds())}`;
}

/** The name as JSON text, so that control characters cannot play tricks on a terminal; long ones are cut. */
const shown = (name: string): string => JSON.stringify(name.length > 60 ? `${name.slice(0, 60)}…` : name);
