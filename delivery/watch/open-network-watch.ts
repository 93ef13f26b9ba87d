import type { Explanation } from '../../contract/network/explanation.ts';
import type { NetworkSnapshot } from '../../contract/network/network-snapshot.ts';
import { SurecastError } from '../../contract/surecast-error.ts';
import { connectControlPlane } from '../control/connect-control-plane.ts';
import { hearRevocations } from '../directory/hear-revocations.ts';
import { openDirectoryClient } from '../directory/open-directory-client.ts';
import { loadIdentity } from '../identity/load-identity.ts';

/** A network as somebody outside of it looks at it, by an operator's identity. */
export type NetworkWatch = {
  /** @throws SurecastError NETWORK_UNREACHABLE, IDENTITY_INVALID, IDENTITY_EXPIRED */
  snapshot(): Promise<NetworkSnapshot>;
  /** @throws SurecastError as `snapshot`; BROADCAST_UNKNOWN */
  explain(broadcast: string): Promise<Explanation>;
  close(): Promise<void>;
};

export type NetworkWatchOptions = {
  readonly identityDirectory: string;
  readonly servers: readonly string[];
  readonly credentialsFile: string | undefined;
  readonly log: (line: string) => void;
};

/** However many look, the directory is asked no more often. */
const snapshotForMs = 1_000;

/** Connects when it is first asked; an identity that can't be used is read again at the next question. */
export function openNetworkWatch(options: NetworkWatchOptions): NetworkWatch {
  let opened: ReturnType<typeof connect> | undefined;
  let last: { readonly atMs: number; readonly snapshot: Promise<NetworkSnapshot> } | undefined;
  const directory = async () => {
    opened ??= connect(options);
    try {
      return (await opened).directory;
    } catch (error) {
      opened = undefined;
      throw error;
    }
  };
  const askSnapshot = async (): Promise<NetworkSnapshot> => {
    const reply = await (await directory()).ask({ kind: 'snapshot' });
    if (reply.kind === 'snapshot') return reply;
    throw unexpected();
  };
  return {
    snapshot: () => {
      const nowMs = performance.now();
      if (last === undefined || nowMs - last.atMs >= snapshotForMs)
        last = { atMs: nowMs, snapshot: askSnapshot() };
      return last.snapshot;
    },
    explain: async (broadcast) => {
      const reply = await (await directory()).ask({ kind: 'explain', broadcast });
      if (reply.kind === 'explanation') return reply;
      if (reply.kind !== 'unknown') throw unexpected();
      throw new SurecastError('BROADCAST_UNKNOWN', `The network has no broadcast ${broadcast}.`, {
        cure: 'Look at the list of broadcasts in the network.',
      });
    },
    close: async () => {
      const open = await opened?.catch(() => undefined);
      open?.directory.close();
      await open?.control.close();
    },
  };
}

async function connect({ identityDirectory, servers, credentialsFile, log }: NetworkWatchOptions) {
  const identity = await loadIdentity(identityDirectory);
  const control = connectControlPlane({ identity, servers, credentialsFile, log });
  hearRevocations(control, identity.revocations);
  return { control, directory: await openDirectoryClient({ control, log }) };
}

const unexpected = (): SurecastError =>
  new SurecastError('NETWORK_REFUSED', 'The directory answered something else than was asked.');
