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
  /** @param isOwn an encoder brings it here; else it was found here, and is left alone if another main server has it */
  register(broadcast: string, isOwn: boolean): void;
  /** Broadcasts that the directory was not yet told of. */
  waiting(): readonly string[];
  close(): void;
};

export function createRegistrar(options: RegistrarOptions): Registrar {
  const { directory, main, retry, onRegistered, log } = options;
  const waiting = new Map<string, NodeJS.Timeout | undefined>();
  let closed = false;

  async function isAnothers(broadcast: string): Promise<boolean> {
    const known = await directory.servers(broadcast);
    if (known.kind === 'unreachable') throw new Error('nobody answers');
    return known.kind === 'assigned' && known.answer.main.name !== main.name;
  }

  async function attempt(broadcast: string, isOwn: boolean, failures: number): Promise<void> {
    try {
      if (!isOwn && (await isAnothers(broadcast))) return void waiting.delete(broadcast);
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
        setTimeout(() => void attempt(broadcast, isOwn, failures + 1), waitMs),
      );
    }
  }

  return {
    register: (broadcast, isOwn) => {
      if (closed || waiting.has(broadcast) || !networkBroadcast.safeParse(broadcast).success) return;
      waiting.set(broadcast, undefined);
      void attempt(broadcast, isOwn, 0);
    },
    waiting: () => [...waiting.keys()],
    close: () => {
      closed = true;
      for (const timer of waiting.values()) clearTimeout(timer);
      waiting.clear();
    },
  };
}
