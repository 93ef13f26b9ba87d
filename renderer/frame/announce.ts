import type { Alarm } from '../../contract/api/alarm.ts';
import { alarmWord } from './alarm-word.ts';

/** What was announced, and when. */
export type Announced = { readonly ids: ReadonlySet<string>; readonly atMs: number; readonly text: string };

export const nothingAnnounced: Announced = { ids: new Set(), atMs: Number.NEGATIVE_INFINITY, text: '' };

/** Alarms that come in a burst are said together, no more often than this. */
const minIntervalMs = 10_000;

/**
 * What a screen reader is to be told next. New alarms are said once; those that come too soon after the last
 * announcement wait for the next, and those that cleared may be said again when they come back.
 * @param alarms that are raised
 */
export function nextAnnouncement(before: Announced, alarms: readonly Alarm[], nowMs: number): Announced {
  const fresh = alarms.filter(({ id, acknowledgedAt }) => acknowledgedAt === null && !before.ids.has(id));
  const still = new Set([...before.ids].filter((id) => alarms.some((alarm) => alarm.id === id)));
  if (fresh.length === 0 || nowMs - before.atMs < minIntervalMs)
    return still.size === before.ids.size ? before : { ...before, ids: still };
  const [first, ...others] = fresh;
  const more = others.length === 0 ? '' : ` And ${others.length} more.`;
  for (const { id } of fresh) still.add(id);
  const text = first === undefined ? '' : `${alarmWord(first.kind)}. ${first.message} ${first.cure}${more}`;
  return { ids: still, atMs: nowMs, text: `Alarm: ${text}` };
}
