/** Keeps what was worked out for the latest keys; beyond `atMost` the oldest is forgotten. */
export function rememberLatest<T>(atMost: number): {
  get(key: string): T | undefined;
  set(key: string, value: T): void;
} {
  const known = new Map<string, T>();
  return {
    get: (key) => known.get(key),
    set: (key, value) => {
      const [oldest] = known.keys();
      if (known.size >= atMost && oldest !== undefined && !known.has(key)) known.delete(oldest);
      known.set(key, value);
    },
  };
}
