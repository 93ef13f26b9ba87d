import type { SessionState } from '../../contract/api/session.ts';
import { activityOf, type ShellState } from './shell-state.ts';

/** The pictures of the tray, one a mood: `icons/tray-MOOD.png`. */
export const trayMoods = ['idle', 'live', 'trouble', 'busy'] as const;
export type TrayMood = (typeof trayMoods)[number];

/** What the tray shows. */
export type TrayView = {
  readonly mood: TrayMood;
  /** First line of the menu, and beginning of the tooltip. */
  readonly state: string;
  readonly tooltip: string;
  readonly canGoLive: boolean;
  readonly canStop: boolean;
};

const words: Readonly<Record<SessionState, string>> = {
  idle: 'Idle',
  preflight: 'Preflight',
  starting: 'Starting',
  live: 'Live',
  degraded: 'Degraded',
  reconnecting: 'Reconnecting',
  stopping: 'Stopping',
  failed: 'Failed',
};

const moods: Readonly<Record<SessionState, TrayMood>> = {
  idle: 'idle',
  preflight: 'busy',
  starting: 'busy',
  live: 'live',
  degraded: 'trouble',
  reconnecting: 'trouble',
  stopping: 'busy',
  failed: 'trouble',
};

/** The tray for what the shell knows. Pure. */
export function trayView(shell: ShellState): TrayView {
  const { snapshot, engine, trouble, alarms } = shell;
  if (engine !== 'running' || snapshot === null) {
    const state = engine === 'away' ? 'The engine is started again' : 'Starting';
    const detail = engine === 'away' ? (trouble ?? '') : '';
    const mood = engine === 'away' ? 'trouble' : 'busy';
    return { mood, state, tooltip: lines(`Surecast: ${state}`, detail), canGoLive: false, canStop: false };
  }
  const { session } = snapshot;
  const activity = activityOf(shell);
  const isLeftOver = activity === 'delivering' && session.state === 'idle';
  const state = isLeftOver ? 'Delivering' : words[session.state];
  const isCritical = alarms.some(({ severity }) => severity === 'critical');
  return {
    mood: isCritical ? 'trouble' : isLeftOver ? 'busy' : moods[session.state],
    state,
    tooltip: lines(
      `Surecast: ${state}${session.broadcast === null ? '' : `, ${session.broadcast}`}`,
      session.reason ?? '',
      activity === 'idle' ? '' : backlogWords(snapshot.backlog.files, snapshot.backlog.mediaSeconds),
      alarmWords(alarms.length),
    ),
    canGoLive: ['idle', 'failed', 'stopping'].includes(session.state),
    canStop: activity === 'capturing',
  };
}

function backlogWords(files: number, seconds: number): string {
  if (files === 0) return 'Everything captured is verified';
  return `${files} ${files === 1 ? 'file' : 'files'} (${Math.round(seconds)} s) to deliver`;
}

function alarmWords(count: number): string {
  return count === 0 ? '' : `${count} ${count === 1 ? 'alarm' : 'alarms'}`;
}

/** Windows shows at most 127 characters. */
function lines(...all: readonly string[]): string {
  return all
    .filter((line) => line !== '')
    .join('\n')
    .slice(0, 127);
}
