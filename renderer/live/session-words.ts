import type { SessionState } from '../../contract/api/session.ts';
import type { IconName } from '../design/icon-paths.ts';
import type { Tone } from '../design/tones.ts';

/** How a state of the session looks and what it means, for someone who sees it the first time. */
export type SessionWord = {
  readonly word: string;
  readonly tone: Tone;
  readonly icon: IconName;
  readonly meaning: string;
};

export const sessionWords: Readonly<Record<SessionState, SessionWord>> = {
  idle: {
    word: 'Idle',
    tone: 'neutral',
    icon: 'circle',
    meaning: 'Nothing is captured, and nothing is left to deliver.',
  },
  preflight: {
    word: 'Preflight',
    tone: 'note',
    icon: 'clipboard',
    meaning: 'The checks before going live run.',
  },
  starting: {
    word: 'Starting',
    tone: 'note',
    icon: 'hourglass',
    meaning: 'The capture has begun; the first segment is on its way.',
  },
  live: {
    word: 'Live',
    tone: 'good',
    icon: 'check',
    meaning: 'Captured, delivered and verified as it should be.',
  },
  degraded: {
    word: 'Degraded',
    tone: 'warn',
    icon: 'warning',
    meaning: 'Capture and delivery go on; something needs a look.',
  },
  reconnecting: {
    word: 'Reconnecting',
    tone: 'warn',
    icon: 'again',
    meaning: 'The source or a link is away and is asked again. Nothing that was captured is lost.',
  },
  stopping: {
    word: 'Stopping',
    tone: 'note',
    icon: 'hourglass',
    meaning: 'The capture has ended; the rest is being delivered.',
  },
  failed: { word: 'Failed', tone: 'bad', icon: 'cross', meaning: 'The capture ended with an error.' },
};

/**
 * What a state means, where nobody says why.
 * @param unfinished how many broadcasts besides the one on air still lack something
 */
export function meaningOf(state: SessionState, unfinished: number): string {
  if (state !== 'idle' || unfinished === 0) return sessionWords[state].meaning;
  const which = unfinished === 1 ? 'one broadcast is' : `${unfinished} broadcasts are`;
  return `Nothing is captured; ${which} still being delivered.`;
}

/** Whether something is captured, or is about to be, so that it can be stopped. */
export function canStop(state: SessionState): boolean {
  return state === 'starting' || state === 'live' || state === 'degraded' || state === 'reconnecting';
}

/** Whether nothing is captured, and nothing of the last broadcast is waited for. */
export function isAtRest(state: SessionState): boolean {
  return state === 'idle' || state === 'failed';
}

/** Whether a broadcast can begin: also while the rest of the last one is delivered, which may take hours after an outage. */
export function canGoLive(state: SessionState): boolean {
  return isAtRest(state) || state === 'stopping';
}
