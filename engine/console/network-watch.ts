import type { Explanation } from '../../contract/network/explanation.ts';
import type { NetworkSnapshot } from '../../contract/network/network-snapshot.ts';
import { SurecastError, toSurecastError } from '../../contract/surecast-error.ts';
import type { Handlers } from '../http/handlers.ts';

/** A delivery network as a console watches it; the engine itself knows nothing of networks. Errors are SurecastErrors. */
export type NetworkWatch = {
  snapshot(): Promise<NetworkSnapshot>;
  explain(broadcast: string): Promise<Explanation>;
  close(): Promise<void>;
};

/** @param watch undefined: no network is configured */
export function networkHandlers(
  watch: NetworkWatch | undefined,
): Pick<Handlers, 'network' | 'networkExplanation'> {
  return {
    network: async () => {
      if (watch === undefined) return { kind: 'none' };
      try {
        return await watch.snapshot();
      } catch (error) {
        const { code, message, cure } = toSurecastError(error);
        return { kind: 'unreachable', code, message, cure };
      }
    },
    networkExplanation: ({ params }) => {
      if (watch !== undefined) return watch.explain(params.broadcast);
      throw new SurecastError('NOTHING_HERE', 'This console watches no delivery network.', {
        cure: 'Name it in the configuration: `network: {nats: [...], identity: DIR}`.',
      });
    },
  };
}
