import { useSyncExternalStore } from 'react';
import { type Address, parseAddress } from './address.ts';

/** Where the page is. */
export function useAddress(fallback: string): Address {
  return parseAddress(useSyncExternalStore(onHashChange, readHash), fallback);
}

function onHashChange(changed: () => void): () => void {
  window.addEventListener('hashchange', changed);
  return () => window.removeEventListener('hashchange', changed);
}

const readHash = (): string => window.location.hash;
