/**
 * The part of Reflect that tsyringe, inside @peculiar/x509, asks for when it is loaded: import this before that library. It knows
 * classes alone, not their properties, which is all that is kept there.
 */
type Metadata = {
  defineMetadata(key: string, value: unknown, target: object): void;
  getOwnMetadata(key: string, target: object): unknown;
  getMetadata(key: string, target: object): unknown;
  metadata(key: string, value: unknown): (target: object) => void;
};

const kept = new WeakMap<object, Map<string, unknown>>();

const metadata: Metadata = {
  defineMetadata: (key, value, target) => {
    const own = kept.get(target) ?? new Map<string, unknown>();
    kept.set(target, own.set(key, value));
  },
  getOwnMetadata: (key, target) => kept.get(target)?.get(key),
  getMetadata: (key, target) => {
    for (let at: object | null = target; at !== null; at = Object.getPrototypeOf(at)) {
      const own = kept.get(at);
      if (own?.has(key)) return own.get(key);
    }
    return undefined;
  },
  metadata: (key, value) => (target) => metadata.defineMetadata(key, value, target),
};

if (!('getMetadata' in Reflect)) Object.assign(Reflect, metadata);
