import type { IconName } from '../design/icon-paths.ts';
import type { Tone } from '../design/tones.ts';

/** How something stands: a word, with its colour and sign. */
export type StateWords = { readonly tone: Tone; readonly icon: IconName; readonly word: string };
