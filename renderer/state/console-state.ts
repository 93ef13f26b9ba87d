import type { Alarm } from '../../contract/api/alarm.ts';
import type { ConsoleEvent } from '../../contract/api/console-event.ts';
import type { ConsoleSnapshot } from '../../contract/api/console-snapshot.ts';
import type { Task, TaskKind } from '../../contract/api/task.ts';

/** How the page is connected to the engine. `refused`: it asks who this is. */
export type Link =
  | { readonly state: 'connecting' }
  | { readonly state: 'open' }
  | { readonly state: 'lost'; readonly sinceMs: number; readonly nextTryMs: number }
  | { readonly state: 'refused'; readonly message: string; readonly cure: string };

/** All that the page knows but the meters, which change too often, and the log, which only its screen keeps. Times ending in Ms are of this machine's clock. */
export type ConsoleState = {
  readonly link: Link;
  readonly snapshot: ConsoleSnapshot | null;
  /** The engine's clock less this machine's, milliseconds. */
  readonly clockOffsetMs: number;
  readonly receivedAtMs: number | null;
  /** Raised ones, newest first; those that cleared are taken out. */
  readonly alarms: readonly Alarm[];
  readonly tasks: readonly Task[];
};

export const unknownState: ConsoleState = {
  link: { state: 'connecting' },
  snapshot: null,
  clockOffsetMs: 0,
  receivedAtMs: null,
  alarms: [],
  tasks: [],
};

const maxTasks = 50;

/** The state after an event. `log` and `meters` change nothing here. */
export function afterEvent(state: ConsoleState, event: ConsoleEvent, nowMs: number): ConsoleState {
  switch (event.type) {
    case 'snapshot':
      return {
        ...state,
        snapshot: event.snapshot,
        clockOffsetMs: event.snapshot.nowMs - nowMs,
        receivedAtMs: nowMs,
        alarms: sortAlarms(event.snapshot.alarms.filter(({ clearedAt }) => clearedAt === null)),
      };
    case 'alarm':
      return { ...state, alarms: withAlarm(state.alarms, event.alarm) };
    case 'task':
      return { ...state, tasks: withTask(state.tasks, event.task) };
    case 'log':
    case 'meters':
      return state;
  }
}

function withAlarm(alarms: readonly Alarm[], alarm: Alarm): readonly Alarm[] {
  const others = alarms.filter(({ id }) => id !== alarm.id);
  return alarm.clearedAt === null ? sortAlarms([alarm, ...others]) : others;
}

/** Not acknowledged before acknowledged, critical before warning, newest first. */
function sortAlarms(alarms: readonly Alarm[]): readonly Alarm[] {
  const rank = (alarm: Alarm): number =>
    (alarm.acknowledgedAt === null ? 0 : 2) + (alarm.severity === 'critical' ? 0 : 1);
  return [...alarms].sort((a, b) => rank(a) - rank(b) || b.raisedAt.localeCompare(a.raisedAt));
}

/** The newest tasks, newest last. One that has ended stays so: an answer may come later than the event. */
export function withTask(tasks: readonly Task[], task: Task): readonly Task[] {
  const known = tasks.find(({ id }) => id === task.id);
  if (known !== undefined && known.state !== 'running' && task.state === 'running') return tasks;
  const all = known !== undefined ? tasks.map((one) => (one.id === task.id ? task : one)) : [...tasks, task];
  return all.slice(-maxTasks);
}

/** The newest task of a kind. @param broadcast only one that is about it */
export function newestTask(tasks: readonly Task[], kind: TaskKind, broadcast?: string): Task | null {
  const isMeant = (task: Task): boolean =>
    task.kind === kind && (broadcast === undefined || task.broadcasts.includes(broadcast));
  return tasks.findLast(isMeant) ?? null;
}
