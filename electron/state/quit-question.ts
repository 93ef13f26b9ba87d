import type { Activity } from './shell-state.ts';

/** What a person may answer when the window is closed, or the app quit, while there is something to lose. */
export const quitChoices = ['stay', 'deliver', 'leave', 'cancel'] as const;
export type QuitChoice = (typeof quitChoices)[number];

/** A question as a native dialog shows it; the first choice is the default, `cancel` is what Escape means. */
export type QuitQuestion = {
  readonly message: string;
  readonly detail: string;
  readonly choices: readonly { readonly choice: QuitChoice; readonly label: string }[];
};

const stay = { choice: 'stay', label: 'Keep running in the tray' } as const;
const cancel = { choice: 'cancel', label: 'Cancel' } as const;

/** What to ask before the engine may end; undefined when there is nothing to lose. Pure. */
export function quitQuestion(activity: Activity): QuitQuestion | undefined {
  switch (activity) {
    case 'idle':
      return undefined;
    case 'capturing':
      return {
        message: 'The broadcast is live.',
        detail:
          'It goes on in the tray without this window. Or the capture ends now, the rest is delivered, and Surecast quits when all of it is verified.',
        choices: [stay, { choice: 'deliver', label: 'Stop and deliver the rest' }, cancel],
      };
    case 'delivering':
      return {
        message: 'Some of the recording is not delivered yet.',
        detail:
          'Delivery goes on in the tray, and Surecast can quit when all of it is verified. If it quits now, the rest stays in the queue and is delivered the next time.',
        choices: [
          stay,
          { choice: 'deliver', label: 'Quit when delivered' },
          { choice: 'leave', label: 'Quit now' },
          cancel,
        ],
      };
  }
}

/** The choice for a dialog's button number; a closed dialog is a cancel. Pure. */
export function choiceAt(question: QuitQuestion, button: number): QuitChoice {
  return question.choices[button]?.choice ?? 'cancel';
}
