import type { IconName } from './icon-paths.ts';

/** What a colour means; always with an icon and a word. */
export type Tone = 'good' | 'note' | 'warn' | 'bad' | 'neutral';

/** The sign of a tone where none is named. */
export const toneIcons: Readonly<Record<Tone, IconName>> = {
  good: 'check',
  note: 'circle',
  warn: 'warning',
  bad: 'cross',
  neutral: 'skip',
};
