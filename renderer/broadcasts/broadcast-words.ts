import { isDelivered } from '../../contract/is-delivered.ts';
import type { BroadcastSnapshot } from '../../contract/snapshot.ts';
import type { StateWords } from '../format/state-words.ts';

/** How a broadcast stands, in a word. @param onAir name of the one that is captured now; null: none is */
export function broadcastWords(broadcast: BroadcastSnapshot, onAir: string | null): StateWords {
  if (broadcast.phase === 'complete') return { tone: 'good', icon: 'check', word: 'Complete' };
  if (broadcast.handedOverAt !== null) return { tone: 'neutral', icon: 'skip', word: 'Handed over' };
  if (broadcast.name === onAir) return { tone: 'note', icon: 'dot', word: 'On air' };
  if (broadcast.phase === 'capturing') return { tone: 'warn', icon: 'pause', word: 'Interrupted' };
  if (isDelivered(broadcast)) return { tone: 'good', icon: 'check', word: 'Delivered' };
  if (broadcast.origins.some(({ state }) => state === 'blocked'))
    return { tone: 'bad', icon: 'stop', word: 'Blocked' };
  return { tone: 'warn', icon: 'upload', word: 'Delivering' };
}

/** Longest media of a broadcast's variants, seconds. */
export const mediaSeconds = ({ variants }: BroadcastSnapshot): number =>
  Math.max(0, ...variants.map(({ seconds }) => seconds));

/** Places where media is lost, over all variants. */
export const gaps = ({ variants }: BroadcastSnapshot): number =>
  variants.reduce((sum, variant) => sum + variant.gaps, 0);

/** On air first, then what is unfinished, then the newest. */
export function sortBroadcasts(broadcasts: readonly BroadcastSnapshot[]): readonly BroadcastSnapshot[] {
  const rank = ({ phase, handedOverAt }: BroadcastSnapshot): number =>
    phase === 'complete' || handedOverAt !== null ? 2 : phase === 'capturing' ? 0 : 1;
  return broadcasts.toSorted((a, b) => rank(a) - rank(b) || b.startedAt.localeCompare(a.startedAt));
}
