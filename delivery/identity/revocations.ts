/** Names of nodes whose certificates count no more. It only ever grows: what was once said of it may be said again. */
export type Revocations = {
  readonly has: (name: string) => boolean;
  readonly names: () => readonly string[];
  /** @returns those that were not known */
  readonly add: (names: readonly string[]) => readonly string[];
  /** Called with each that is new. Returns what ends it. */
  readonly onAdd: (listener: (name: string) => void) => () => void;
};

export function createRevocations(): Revocations {
  const known = new Set<string>();
  const listeners = new Set<(name: string) => void>();
  return {
    has: (name) => known.has(name),
    names: () => [...known].sort(),
    add: (names) => {
      const added = [...new Set(names)].filter((name) => !known.has(name));
      for (const name of added) known.add(name);
      for (const name of added) for (const listener of listeners) listener(name);
      return added;
    },
    onAdd: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}
