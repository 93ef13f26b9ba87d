import { app, type BrowserWindow, dialog } from 'electron';
import { choiceAt, quitQuestion } from '../state/quit-question.ts';
import type { Activity } from '../state/shell-state.ts';
import {
  type LeaveReason,
  mayExit,
  nextShutdown,
  type Shutdown,
  type ShutdownEvent,
  type ShutdownStep,
  staying,
} from '../state/shutdown.ts';

/** What the way out acts on. */
export type LeavePorts = {
  readonly activity: () => Activity;
  readonly window: () => BrowserWindow | undefined;
  readonly stopCapture: () => Promise<void>;
  readonly endEngine: (now: boolean) => Promise<void>;
  /** Installs what lies ready, if it may. @returns whether that ends the app */
  readonly installUpdate: () => boolean;
};

export type Leaving = {
  readonly request: (reason: LeaveReason) => void;
  /** Tells of the engine's activity, which a shutdown may wait for. */
  readonly onActivity: (activity: Activity) => void;
  readonly mayExit: () => boolean;
};

/** Carries out what `nextShutdown` decides. */
export function createLeaving(ports: LeavePorts): Leaving {
  let state: Shutdown = staying;
  const steps: Readonly<Record<ShutdownStep, () => void>> = {
    ask: () => void ask(),
    'hide-window': () => ports.window()?.hide(),
    'show-window': () => ports.window()?.show(),
    'stop-capture': () => void ports.stopCapture(),
    'end-engine': () => void ports.endEngine(false).then(() => take({ type: 'engine-ended' })),
    'end-engine-now': () => void ports.endEngine(true).then(() => take({ type: 'engine-ended' })),
    exit: () => {
      if (!ports.installUpdate()) app.quit();
    },
  };

  function take(event: ShutdownEvent): void {
    const move = nextShutdown(state, event);
    state = move.next;
    for (const step of move.steps) steps[step]();
  }

  async function ask(): Promise<void> {
    const question = quitQuestion(ports.activity());
    const window = ports.window();
    const options = {
      type: 'question' as const,
      title: 'Surecast',
      message: question?.message ?? '',
      detail: question?.detail ?? '',
      buttons: question?.choices.map(({ label }) => label) ?? [],
      defaultId: 0,
      cancelId: (question?.choices.length ?? 1) - 1,
      noLink: true,
    };
    const answer =
      question === undefined
        ? undefined
        : await (window === undefined
            ? dialog.showMessageBox(options)
            : dialog.showMessageBox(window, options));
    const choice =
      question === undefined || answer === undefined ? 'deliver' : choiceAt(question, answer.response);
    take({ type: 'answered', choice, activity: ports.activity() });
  }

  return {
    request: (reason) => take({ type: 'asked', reason, activity: ports.activity() }),
    onActivity: (activity) => take({ type: 'activity', activity }),
    mayExit: () => mayExit(state),
  };
}
