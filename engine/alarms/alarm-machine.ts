import { type Alarm, type AlarmKind, alarmTable } from '../../contract/api/alarm.ts';
import type { AlarmDelays } from './alarm-rules.ts';
import { alarmId, type Condition } from './judge-facts.ts';

/** One thing that is watched because it is or was wrong a moment ago. Times are of the monotonic clock. */
type Watched =
  | { readonly phase: 'suspected'; readonly wrongSinceMs: number }
  /** `wellSinceMs` null: it is wrong now. */
  | { readonly phase: 'raised'; readonly alarm: Alarm; readonly wellSinceMs: number | null };

/** What is suspected or raised, by the alarm's id. */
export type AlarmState = ReadonlyMap<string, Watched>;

/** What has become of an alarm, as those who listen are told. */
export type AlarmChange = { readonly type: 'raised' | 'acknowledged' | 'cleared'; readonly alarm: Alarm };

/** Delays are counted by the monotonic clock, since the other one may be what is wrong. */
export type AlarmMoment = { readonly monotonicMs: number; readonly wallMs: number };

export const noAlarms: AlarmState = new Map();

/**
 * The next state after a look. Pure. An alarm is raised once something was wrong at each look for its delay, and clears
 * once it was well at each look for its other delay: shorter changes are not told.
 */
export function stepAlarms(
  state: AlarmState,
  conditions: readonly Condition[],
  now: AlarmMoment,
  delays: Readonly<Record<AlarmKind, AlarmDelays>>,
): { readonly state: AlarmState; readonly changes: readonly AlarmChange[] } {
  const wrong = new Map(conditions.map((each) => [alarmId(each.kind, each.subject), each]));
  const next = new Map<string, Watched>();
  const changes: AlarmChange[] = [];
  for (const [id, condition] of wrong) {
    const watched = whileWrong(state.get(id), condition, now, delays[condition.kind].raiseMs);
    if (watched.phase === 'raised' && state.get(id)?.phase !== 'raised')
      changes.push({ type: 'raised', alarm: watched.alarm });
    next.set(id, watched);
  }
  for (const [id, watched] of state) {
    if (wrong.has(id) || watched.phase === 'suspected') continue;
    const wellSinceMs = watched.wellSinceMs ?? now.monotonicMs;
    if (now.monotonicMs - wellSinceMs < delays[watched.alarm.kind].clearMs)
      next.set(id, { ...watched, wellSinceMs });
    else changes.push({ type: 'cleared', alarm: { ...watched.alarm, clearedAt: timeOf(now) } });
  }
  return { state: next, changes };
}

function whileWrong(
  before: Watched | undefined,
  { kind, subject, message, cure }: Condition,
  now: AlarmMoment,
  raiseMs: number,
): Watched {
  // The figures in its sentence are of now.
  if (before?.phase === 'raised')
    return { phase: 'raised', alarm: { ...before.alarm, message, cure }, wellSinceMs: null };
  const wrongSinceMs = before?.wrongSinceMs ?? now.monotonicMs;
  if (now.monotonicMs - wrongSinceMs < raiseMs) return { phase: 'suspected', wrongSinceMs };
  const alarm: Alarm = {
    id: alarmId(kind, subject),
    kind,
    severity: alarmTable[kind].severity,
    subject,
    message,
    cure,
    raisedAt: timeOf(now),
    clearedAt: null,
    acknowledgedAt: null,
  };
  return { phase: 'raised', alarm, wellSinceMs: null };
}

/** Someone has seen an alarm. It holds until it clears; raised anew, it wants to be seen anew. Undefined: it is not raised. */
export function acknowledge(
  state: AlarmState,
  id: string,
  now: AlarmMoment,
): { readonly state: AlarmState; readonly alarm: Alarm; readonly isNews: boolean } | undefined {
  const watched = state.get(id);
  if (watched?.phase !== 'raised') return undefined;
  if (watched.alarm.acknowledgedAt !== null) return { state, alarm: watched.alarm, isNews: false };
  const alarm = { ...watched.alarm, acknowledgedAt: timeOf(now) };
  return { state: new Map(state).set(id, { ...watched, alarm }), alarm, isNews: true };
}

/** What is raised, the most severe first, then the oldest. */
export function raisedAlarms(state: AlarmState): Alarm[] {
  return [...state.values()]
    .flatMap((watched) => (watched.phase === 'raised' ? [watched.alarm] : []))
    .sort((a, b) => severityRank(a) - severityRank(b) || a.raisedAt.localeCompare(b.raisedAt));
}

export function isRaised(state: AlarmState, id: string): boolean {
  return state.get(id)?.phase === 'raised';
}

const severityRank = ({ severity }: Alarm): number => (severity === 'critical' ? 0 : 1);

const timeOf = ({ wallMs }: AlarmMoment): string => new Date(wallMs).toISOString();
