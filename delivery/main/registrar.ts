import type { AnsweredServer } from '../../contract/network/directory-calls.ts';
import { networkBroadcast } from '../../contract/network/object-key.ts';
import { toSurecastError } from '../../contract/surecast-error.ts';
import { type BackoffLimits, backoffMs } from '../../uploader/backoff.ts';
import type { DirectoryClient } from '../directory/directory-client.ts';

export type RegistrarOptions = {
  readonly directory: DirectoryClient;
  readonly main: AnsweredServer;
  readonly retry: BackoffLimits;
  /** The directory has it. */
  readonly onRegistered: (broadcast: string) => void;
  readonly log: (line: string) => void;
};

/** Makes the directory know which broadcasts are here, for as long as it takes; nobody waits for it. */
export type Registrar = {
  register(broadcast: string): void;
  /** Broadcasts that the directory was not yet told of. */
  waiting(): readonly string[];
  close(): void;
};

export function createRegistrar(options: RegistrarOptions): Registrar {
  const { directory, main, retry, onRegistered, log } = options;
  const waiting = new Map<string, NodeJS.Timeout | undefined>();
  let closed = false;

  async function attempt(broadcast: string, failures: number): Promise<void> {
    try {
      const reply = await directory.ask({ kind: 'register', broadcast, main });
      if (reply.kind === 'refused') throw new Error(reply.message);
      waiting.delete(broadcast);
      if (!closed) onRegistered(broadcast);
    } catch (error) {
      if (closed) return;
      if (failures === 0) log(`${broadcast} is not in the directory yet: ${toSurecastError(error).message}`);
      const waitMs = backoffMs(failures + 1, retry, Math.random());
      waiting.set(
        broadcast,
        setTimeout(() => void attempt(broadcast, failures + 1), waitMs),
      );
    }
  }

  return {
    register: (broadcast) => {
      if (closed || waiting.has(broadcast) || !networkBroadcast.safeParse(broadcast).success) return;
      waiting.set(broadcast, undefined);
      void attempt(broadcast, 0);
    },
    waiting: () => [...waiting.keys()],
    close: () => {
      closed = true;
      for (const timer of waiting.values()) clearTimeout(timer);
      waiting.clear();
    },
  };
}
