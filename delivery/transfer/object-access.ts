import { nodeRoles } from '../../contract/network/node-name.ts';
import { isProbeKey } from '../../contract/network/object-transfer.ts';
import type { TokenChecker } from '../identity/tokens.ts';
import { broadcastOf } from '../store/object-file-name.ts';
import { Refusal } from './answer.ts';
import { type Asker, requirePublisher, requireRole } from './who-asks.ts';

/** Who may write here. */
export type WriteAccess = {
  /** A main server: whoever has a token for the broadcast. */
  readonly publishers: boolean;
  /** An intermediate: nodes with the role main. */
  readonly mainServers: boolean;
};

const wanted = (key: string): string | undefined => (isProbeKey(key) ? undefined : broadcastOf(key));

/** Whether an object may be written by who asks. @throws Refusal */
export async function requireWrite(
  checker: TokenChecker,
  asker: Asker,
  key: string,
  access: WriteAccess,
): Promise<'publisher' | 'main'> {
  if (asker.token !== undefined && access.publishers) {
    await requirePublisher(checker, asker.token, wanted(key));
    return 'publisher';
  }
  if (asker.node !== undefined && access.mainServers && !isProbeKey(key)) {
    requireRole(asker, ['main']);
    return 'main';
  }
  throw new Refusal(
    403,
    'PUBLISHING_DENIED',
    'Without a token or a certificate that allows it nothing is stored here.',
  );
}

/** Any node may read, and a publisher what it publishes. @throws Refusal */
export async function requireRead(
  checker: TokenChecker,
  asker: Asker,
  key: string,
  access: WriteAccess,
): Promise<void> {
  if (asker.node !== undefined) return requireRole(asker, [...nodeRoles, 'operator']);
  if (asker.token === undefined || !access.publishers) return requireRole(asker, nodeRoles);
  return requirePublisher(checker, asker.token, wanted(key));
}
