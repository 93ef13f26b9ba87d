import type { OriginSnapshot } from '../../contract/snapshot.ts';
import type { IconName } from '../design/icon-paths.ts';
import type { Tone } from '../design/tones.ts';

/** How an origin is, in a word. */
export type OriginWord = { readonly word: string; readonly tone: Tone; readonly icon: IconName };

/** The word for an origin: what is wrong comes before what is done. */
export function originWord(origin: OriginSnapshot): OriginWord {
  if (origin.state === 'blocked') return { word: 'Blocked', tone: 'bad', icon: 'cross' };
  if (origin.lostSegments > 0) return { word: 'Lacks segments', tone: 'bad', icon: 'cross' };
  if (origin.complete) return { word: 'Complete', tone: 'good', icon: 'check' };
  if (origin.state === 'waiting') return { word: 'Reconnecting', tone: 'warn', icon: 'again' };
  if (origin.state === 'idle') return { word: 'Rests', tone: 'neutral', icon: 'skip' };
  return origin.pendingFiles > 0
    ? { word: 'Delivering', tone: 'note', icon: 'upload' }
    : { word: 'Up to date', tone: 'good', icon: 'check' };
}

/** Long addresses by their ends: the kind and bucket, and the last folder. */
export function shortUrl(url: string, maxLength = 44): string {
  if (url.length <= maxLength) return url;
  const keep = Math.floor((maxLength - 1) / 2);
  return `${url.slice(0, keep)}…${url.slice(-keep)}`;
}
