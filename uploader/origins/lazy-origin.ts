import type { Origin } from '../../contract/origin.ts';

/** An origin whose adapter is loaded at its first use: a worker for another kind of origin has no use for it. */
export function lazyOrigin(load: () => Promise<Origin>): Origin {
  let loading: Promise<Origin> | undefined;
  const loaded = (): Promise<Origin> => {
    loading ??= load();
    return loading;
  };
  return {
    put: async (...args) => (await loaded()).put(...args),
    prove: async (...args) => (await loaded()).prove(...args),
    head: async (...args) => (await loaded()).head(...args),
    get: async (...args) => (await loaded()).get(...args),
    ask: async (...args) => (await loaded()).ask(...args),
    probe: async (...args) => (await loaded()).probe(...args),
    close: () => void loading?.then((origin) => origin.close()),
  };
}
