import type { Alarm } from '../../contract/api/alarm.ts';
import type { ConsoleEvent } from '../../contract/api/console-event.ts';
import type { ConsoleSnapshot } from '../../contract/api/console-snapshot.ts';

/**
 * What would be lost or delayed if the engine ended now.
 * `capturing`: media is being recorded, or is about to be; `delivering`: all is recorded, some of it is not verified yet.
 */
export type Activity = 'idle' | 'capturing' | 'delivering';

/** What the shell knows of the engine. The last that was heard stays while the engine is away: FFmpeg may go on without it. */
export type ShellState = {
  readonly engine: 'starting' | 'running' | 'away';
  /** Why the engine is away, one sentence. */
  readonly trouble: string | null;
  readonly snapshot: ConsoleSnapshot | null;
  readonly alarms: readonly Alarm[];
};

export const initialShellState: ShellState = {
  engine: 'starting',
  trouble: null,
  snapshot: null,
  alarms: [],
};

/** What the keeper of the engine says of it, as far as it is shown. */
export type EngineStanding =
  | { readonly type: 'starting' | 'running' }
  | { readonly type: 'away'; readonly sentence: string };

/** The state after news of the engine's process. Pure. */
export function afterEngineNews(state: ShellState, news: EngineStanding): ShellState {
  switch (news.type) {
    case 'away':
      return { ...state, engine: 'away', trouble: news.sentence };
    case 'running':
      return { ...state, engine: 'running', trouble: null };
    case 'starting':
      return state;
  }
}

/** The state after an event of the engine's stream; the same object if nothing changed that the shell shows. Pure. */
export function afterConsoleEvent(state: ShellState, event: ConsoleEvent): ShellState {
  if (event.type === 'snapshot')
    return { ...state, snapshot: event.snapshot, alarms: event.snapshot.alarms.filter(isRaised) };
  if (event.type !== 'alarm') return state;
  const others = state.alarms.filter(({ id }) => id !== event.alarm.id);
  return { ...state, alarms: isRaised(event.alarm) ? [...others, event.alarm] : others };
}

/** What the engine is busy with. Pure. */
export function activityOf({ snapshot }: ShellState): Activity {
  if (snapshot === null) return 'idle';
  const { session, backlog, unfinished } = snapshot;
  switch (session.state) {
    case 'starting':
    case 'live':
    case 'degraded':
    case 'reconnecting':
      return 'capturing';
    case 'stopping':
      return 'delivering';
    case 'idle':
    case 'preflight':
    case 'failed':
      return backlog.files > 0 || unfinished.length > 0 ? 'delivering' : 'idle';
  }
}

function isRaised({ clearedAt }: Alarm): boolean {
  return clearedAt === null;
}
