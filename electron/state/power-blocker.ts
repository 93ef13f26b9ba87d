import type { Activity } from './shell-state.ts';

/**
 * Which of Electron's power-save blockers is held: on air the screen stays on too, since a crew looks at it; while the rest is
 * delivered it is enough that the machine does not fall asleep. No blocker stops a lid from closing. Pure.
 */
export function powerBlockerFor(
  activity: Activity,
): 'prevent-display-sleep' | 'prevent-app-suspension' | undefined {
  switch (activity) {
    case 'capturing':
      return 'prevent-display-sleep';
    case 'delivering':
      return 'prevent-app-suspension';
    case 'idle':
      return undefined;
  }
}
