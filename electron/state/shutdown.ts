/**
 * The one way out. Every path by which the app may end (the window's cross, the menu, `before-quit`, the end of the session,
 * SIGTERM, the machine's shutdown, an update) becomes a request to this state machine, which alone decides what happens to
 * the engine. Pure; `app/leave.ts` does what it says.
 */
import type { QuitChoice } from './quit-question.ts';
import type { Activity } from './shell-state.ts';

/** By which way the end was asked for. From `signal` on nobody can be asked a question. */
export type LeaveReason = 'window' | 'quit' | 'signal' | 'session-end' | 'power';

export type Shutdown =
  | { readonly phase: 'staying' }
  /** A person is being asked. */
  | { readonly phase: 'asking'; readonly reason: LeaveReason }
  /** The capture was told to stop; the app leaves once everything is delivered. */
  | { readonly phase: 'delivering'; readonly reason: LeaveReason }
  /** The engine was told to end. */
  | { readonly phase: 'ending' }
  | { readonly phase: 'gone' };

export type ShutdownEvent =
  | { readonly type: 'asked'; readonly reason: LeaveReason; readonly activity: Activity }
  | { readonly type: 'answered'; readonly choice: QuitChoice; readonly activity: Activity }
  | { readonly type: 'activity'; readonly activity: Activity }
  | { readonly type: 'engine-ended' };

/**
 * What is to be done. `end-engine`: it has nothing left to do, and ends cleanly; `end-engine-now`: what is undelivered stays queued.
 * `exit`: nothing holds the app any more.
 */
export type ShutdownStep =
  | 'ask'
  | 'hide-window'
  | 'show-window'
  | 'stop-capture'
  | 'end-engine'
  | 'end-engine-now'
  | 'exit';

export type ShutdownMove = { readonly next: Shutdown; readonly steps: readonly ShutdownStep[] };

export const staying: Shutdown = { phase: 'staying' };

/** Whether the app may let itself be quit now: Electron's `before-quit` and `close` are held up until then. */
export function mayExit({ phase }: Shutdown): boolean {
  return phase === 'gone';
}

/** What follows from an event. Pure. */
export function nextShutdown(state: Shutdown, event: ShutdownEvent): ShutdownMove {
  switch (event.type) {
    case 'asked':
      return whenAsked(state, event.reason, event.activity);
    case 'answered':
      return state.phase === 'asking'
        ? whenAnswered(state.reason, event.choice, event.activity)
        : stay(state);
    case 'activity':
      return state.phase === 'delivering' && event.activity === 'idle' ? end('end-engine') : stay(state);
    case 'engine-ended':
      return state.phase === 'ending' ? { next: { phase: 'gone' }, steps: ['exit'] } : stay(state);
  }
}

function whenAsked(state: Shutdown, reason: LeaveReason, activity: Activity): ShutdownMove {
  if (state.phase === 'ending' || state.phase === 'gone') return stay(state);
  const canAsk = reason === 'window' || reason === 'quit';
  if (activity === 'idle') return end('end-engine');
  if (!canAsk) return state.phase === 'delivering' ? end('end-engine-now') : deliver(reason);
  return state.phase === 'asking' ? stay(state) : { next: { phase: 'asking', reason }, steps: ['ask'] };
}

function whenAnswered(reason: LeaveReason, choice: QuitChoice, activity: Activity): ShutdownMove {
  switch (choice) {
    case 'stay':
      return { next: staying, steps: ['hide-window'] };
    case 'cancel':
      return { next: staying, steps: ['show-window'] };
    case 'deliver':
      return activity === 'idle' ? end('end-engine') : deliver(reason);
    // The question was put while nothing was captured; a capture that has begun since is never ended so.
    case 'leave':
      return activity === 'capturing' ? deliver(reason) : end('end-engine-now');
  }
}

function deliver(reason: LeaveReason): ShutdownMove {
  return { next: { phase: 'delivering', reason }, steps: ['hide-window', 'stop-capture'] };
}

function end(step: 'end-engine' | 'end-engine-now'): ShutdownMove {
  return { next: { phase: 'ending' }, steps: [step] };
}

function stay(state: Shutdown): ShutdownMove {
  return { next: state, steps: [] };
}
