/** One value that is replaced as a whole, and those who want to know of it. */
export type Store<Value> = {
  readonly get: () => Value;
  readonly set: (value: Value) => void;
  /** @returns what ends it */
  readonly subscribe: (listener: () => void) => () => void;
};

/** The newest of what comes by, kept while somebody follows it. */
export type Tail<Entry> = Pick<Store<readonly Entry[]>, 'get' | 'subscribe'> & {
  readonly add: (entry: Entry) => void;
};

/** @param max how many entries are kept, oldest first */
export function createTail<Entry>(max: number): Tail<Entry> {
  const kept = createStore<readonly Entry[]>([]);
  let followers = 0;
  return {
    get: kept.get,
    add: (entry) => {
      if (followers > 0) kept.set([...kept.get().slice(-(max - 1)), entry]);
    },
    subscribe(listener) {
      followers += 1;
      const stop = kept.subscribe(listener);
      return () => {
        stop();
        followers -= 1;
        if (followers === 0) kept.set([]);
      };
    },
  };
}

export function createStore<Value>(first: Value): Store<Value> {
  let value = first;
  const listeners = new Set<() => void>();
  return {
    get: () => value,
    set(next) {
      if (Object.is(next, value)) return;
      value = next;
      for (const listener of listeners) listener();
    },
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}
