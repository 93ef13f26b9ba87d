import { isPlaylistKey } from '../../contract/network/object-key.ts';
import { isProbeKey } from '../../contract/network/object-transfer.ts';
import type { DirectoryClient } from '../directory/directory-client.ts';
import type { NodeIdentity } from '../identity/node-identity.ts';
import type { ObjectStore } from '../store/object-store.ts';
import type { NodeClient } from '../transfer/node-client.ts';
import { type ObjectSource, storeSource } from '../transfer/object-source.ts';
import { createAskMain } from './ask-main.ts';
import { defaultIntermediateTiming, type IntermediateTiming } from './intermediate-timing.ts';
import { createReadThrough } from './read-through.ts';
import { createRenewPlaylists } from './renew-playlists.ts';

export type IntermediateOptions = {
  readonly identity: Pick<NodeIdentity, 'name'>;
  /** Opened with `keepBytes`, as a rule. */
  readonly store: ObjectStore;
  readonly directory: Pick<DirectoryClient, 'servers'>;
  readonly client: NodeClient;
  readonly timing?: Partial<IntermediateTiming>;
  readonly log: (line: string) => void;
};

/** What an intermediate serves: its store, and behind it the main server of each broadcast. */
export type Intermediate = {
  /** For `openNodeServer`. */
  readonly source: ObjectSource;
  /** Requests that went to main servers since the start. */
  upstreamRequests(): number;
  close(): void;
};

/**
 * Opens an intermediate. What main servers issue comes into its store by itself; what is not there when it is asked for
 * is read through, given away while it arrives, and kept once its digest was found right.
 */
export function openIntermediate(options: IntermediateOptions): Intermediate {
  const { identity, store, directory, client, log } = options;
  const timing = { ...defaultIntermediateTiming, ...options.timing };
  const closing = new AbortController();
  const main = createAskMain({
    name: identity.name,
    directory,
    client,
    headersMs: timing.headersMs,
    signal: closing.signal,
    log,
  });
  const through = createReadThrough({ store, main, timing, log });
  const playlists = createRenewPlaylists({ store, main, timing, log });
  const held = storeSource(store);
  return {
    source: async (key, signal) => {
      if (isProbeKey(key)) return held(key, signal);
      const object = store.head(key);
      if (object === undefined) return through.get(key);
      if (isPlaylistKey(key)) await playlists.renew(object);
      const found = await held(key, signal);
      // Evicted between these lines.
      return found.kind === 'missing' ? through.get(key) : found;
    },
    upstreamRequests: main.requests,
    close: () => {
      playlists.close();
      closing.abort(new Error('the intermediate is closing'));
    },
  };
}
