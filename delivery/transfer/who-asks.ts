import type { IncomingMessage } from 'node:http';
import { TLSSocket } from 'node:tls';
import { momentOf } from '../../contract/clock-words.ts';
import type { CertificateRole } from '../../contract/network/node-name.ts';
import type { Sender } from '../../contract/network/signed.ts';
import { SurecastError } from '../../contract/surecast-error.ts';
import type { NodeIdentity } from '../identity/node-identity.ts';
import { checkPublishToken, type TokenChecker } from '../identity/tokens.ts';
import { Refusal } from './answer.ts';

/** Who sends a request: a node of the network by its certificate, or the bearer of a token. */
export type Asker = {
  readonly node: Sender | undefined;
  /** Who would be that node, but for the dates of the certificate. */
  readonly untimely?: Sender | undefined;
  readonly token: string | undefined;
};

/**
 * Finds out who asks. The certificate of a connection that names a node is looked at once: TLS has proved that its key is there. One
 * that names none is looked at again with each request: its dates may hold once this node's clock is right.
 */
export function createWhoAsks(identity: NodeIdentity): (request: IncomingMessage) => Asker {
  const nodes = new WeakMap<TLSSocket, Omit<Asker, 'token'>>();
  return ({ socket, headers }) => {
    const token = /^Bearer ([A-Za-z0-9_.-]{1,4000})$/i.exec(headers.authorization ?? '')?.[1];
    if (!(socket instanceof TLSSocket)) return { node: undefined, token };
    const known = nodes.get(socket) ?? peerOf(socket, identity);
    if (known.node !== undefined) nodes.set(socket, known);
    // A connection may be older than the revocation of whoever made it.
    const isRevoked = known.node !== undefined && identity.revocations.has(known.node.name);
    return isRevoked ? { node: undefined, token } : { ...known, token };
  };
}

function peerOf(socket: TLSSocket, identity: NodeIdentity): Omit<Asker, 'token'> {
  const { raw } = socket.getPeerCertificate();
  return raw === undefined
    ? { node: undefined }
    : { node: identity.peer(raw), untimely: identity.untimely(raw) };
}

/** @throws Refusal unless it is a node with one of the roles */
export function requireRole({ node, untimely }: Asker, roles: readonly CertificateRole[]): void {
  if (untimely !== undefined)
    throw new Refusal(
      403,
      'IDENTITY_INVALID',
      `The certificate of ${untimely.name} is not valid by this node’s clock, ${momentOf(Date.now())}.`,
      { cure: 'If that time is wrong, set the clock (NTP); else admit the node that asks again.' },
    );
  if (node === undefined)
    throw new Refusal(403, 'IDENTITY_INVALID', 'No certificate of this network was shown.');
  if (node.roles.some((role) => roles.includes(role))) return;
  throw new Refusal(
    403,
    'NODE_ROLE_LACKING',
    `${node.name} has the roles ${node.roles.join(', ')}; this takes ${roles.join(' or ')}.`,
  );
}

/**
 * @param broadcast undefined: any at all, for trying out
 * @throws Refusal unless the bearer of the token may publish it
 */
export async function requirePublisher(
  checker: TokenChecker,
  token: string,
  broadcast: string | undefined,
): Promise<void> {
  try {
    await checkPublishToken(checker, token, broadcast);
  } catch (error) {
    if (!(error instanceof SurecastError)) throw error;
    throw new Refusal(403, error.code, error.message, { cure: error.cure });
  }
}
