import { useSyncExternalStore } from 'react';
import { createStore } from '../state/store.ts';
import { type Address, parseAddress } from './address.ts';

/** Where the page is: the window's address, but while a screen holds it. */
const shown = createStore(window.location.hash);
let hold: ((asked: string) => void) | undefined;

window.addEventListener('hashchange', () => {
  const asked = window.location.hash;
  if (asked === shown.get()) return;
  if (hold === undefined) shown.set(asked);
  else {
    window.history.replaceState(null, '', shown.get() === '' ? '#' : shown.get());
    hold(asked);
  }
});

/** Where the page is. */
export function useAddress(fallback: string): Address {
  return parseAddress(useSyncExternalStore(shown.subscribe, shown.get), fallback);
}

/**
 * Keeps the page where it is, as while something is unsaved.
 * @param onLeave told where the person wanted to go; `leaveFor` goes there
 * @returns ends it
 */
export function holdAddress(onLeave: (asked: string) => void): () => void {
  hold = onLeave;
  return () => {
    hold = undefined;
  };
}

/** Goes to another address, also while the page is held. */
export function leaveFor(asked: string): void {
  hold = undefined;
  window.location.hash = asked;
}
