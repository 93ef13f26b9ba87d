import { useSyncExternalStore } from 'react';
import type { Store } from './store.ts';

/** A part of a store's value; the component is drawn again when that part is another. `pick` must not make new objects. */
export function useStore<Value, Part>(store: Store<Value>, pick: (value: Value) => Part): Part {
  return useSyncExternalStore(store.subscribe, () => pick(store.get()));
}
