import { setTimeout as delay } from 'node:timers/promises';
import type { DirectoryRequest } from '../contract/network/directory-calls.ts';
import type { DirectoryReply } from '../contract/network/directory-reply.ts';
import { connectControlPlane } from '../delivery/control/connect-control-plane.ts';
import type { ControlPlane } from '../delivery/control/control-plane.ts';
import { isLook } from '../delivery/directory/ask-directory.ts';
import { hearRevocations } from '../delivery/directory/hear-revocations.ts';
import { openDirectoryClient } from '../delivery/directory/open-directory-client.ts';
import { loadIdentity } from '../delivery/identity/load-identity.ts';

export type NetworkFlags = {
  readonly nats: readonly string[];
  readonly natsCredentials?: string;
  readonly identity: string;
  readonly json?: true;
};

/**
 * Asks the directory of a network one thing.
 * @throws SurecastError IDENTITY_INVALID, NETWORK_UNREACHABLE, NODE_ROLE_LACKING, NETWORK_REFUSED
 */
export async function askDirectory(flags: NetworkFlags, request: DirectoryRequest): Promise<DirectoryReply> {
  const identity = await loadIdentity(flags.identity);
  const log = (): void => undefined;
  const control = connectControlPlane({
    identity,
    servers: flags.nats,
    credentialsFile: flags.natsCredentials,
    log,
  });
  hearRevocations(control, identity.revocations);
  const directory = await openDirectoryClient({ control, log });
  try {
    if (!isLook(request)) await hearMembers(control);
    return await directory.ask(request);
  } finally {
    directory.close();
    await control.close();
  }
}

/** Before a member is believed to have made a change, all of them have said once who is revoked: it may be that one. */
async function hearMembers(control: ControlPlane): Promise<void> {
  const deadline = performance.now() + connectWithinMs;
  while (!control.isConnected() && performance.now() < deadline) await delay(20);
  await delay(membersSpeakWithinMs);
}

const connectWithinMs = 5_000;
/** They do once a second. */
const membersSpeakWithinMs = 1_200;

/** Prints a reply: one JSON object, or what `describe` makes of it for people. */
export function printReply(
  flags: NetworkFlags,
  reply: DirectoryReply,
  describe: (reply: DirectoryReply) => string,
): void {
  process.stdout.write(flags.json ? `${JSON.stringify(reply)}\n` : `${describe(reply)}\n`);
  process.exitCode = 0;
}
