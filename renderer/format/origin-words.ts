import type { OriginSnapshot } from '../../contract/snapshot.ts';
import type { StateWords } from './state-words.ts';

/** How an origin is, in a word: what is wrong comes before what is done. */
export function originWords(origin: OriginSnapshot): StateWords {
  if (origin.state === 'blocked') return { tone: 'bad', icon: 'stop', word: 'Blocked' };
  if (origin.lostSegments > 0) return { tone: 'bad', icon: 'cross', word: 'Lacks segments' };
  if (origin.complete) return { tone: 'good', icon: 'check', word: 'Complete' };
  if (origin.state === 'waiting') return { tone: 'warn', icon: 'again', word: 'Reconnecting' };
  if (origin.state === 'idle') return { tone: 'neutral', icon: 'circle', word: 'Not being delivered' };
  return origin.pendingFiles > 0
    ? { tone: 'note', icon: 'upload', word: 'Delivering' }
    : { tone: 'good', icon: 'check', word: 'Up to date' };
}
