import { createPrivateKey, type KeyObject, sign, X509Certificate } from 'node:crypto';
import { momentOf } from '../../contract/clock-words.ts';
import type { Sender, SignedMessage } from '../../contract/network/signed.ts';
import { SurecastError } from '../../contract/surecast-error.ts';
import { certificateHolder } from './certificate-holder.ts';
import { identityFiles, readIfThere } from './identity-files.ts';
import { readNetworkFile } from './network-folder.ts';
import type { NodeIdentity } from './node-identity.ts';
import { createProofs, type Proof } from './proofs.ts';
import { createRevocations } from './revocations.ts';
import { digestOf, signedText, textOfMany, textOfOne } from './signed-text.ts';
import { createTrustedCertificates, isIssuedBy, readAuthorities } from './trusted-certificates.ts';

/**
 * Reads the folder that `surecast network admit` made.
 * @throws SurecastError IDENTITY_INVALID, IDENTITY_EXPIRED
 */
export async function loadIdentity(
  directory: string,
  wallNow: () => number = Date.now,
): Promise<NodeIdentity> {
  const { network, tokenKey } = await readNetworkFile(directory);
  const [ca, cert, key] = await Promise.all([
    required(directory, identityFiles.authority),
    required(directory, identityFiles.certificate),
    required(directory, identityFiles.key),
  ]);
  const { authorities, certificate, privateKey } = parse(directory, ca, cert, key);
  const holder = checkOwn({ directory, authorities, certificate, privateKey, nowMs: wallNow() });
  const revocations = createRevocations();
  const trusted = createTrustedCertificates(authorities, revocations, wallNow);
  const proofs = createProofs();
  const own = certificate.raw.toString('base64');
  const signatureOf = (text: string): string =>
    sign('sha256', Buffer.from(text), privateKey).toString('base64');
  const proofOf = (
    subject: string,
    message: SignedMessage,
  ): { readonly sender: Sender; readonly proof: Proof } | undefined => {
    const sender = trusted.find(message.certificate);
    const text = signedText(subject, message);
    if (sender === undefined || text === undefined) return undefined;
    const { holder, publicKey } = sender;
    return { sender: holder, proof: { text, key: publicKey, signature: message.signature } };
  };
  return {
    ...holder,
    network,
    tokenKey,
    revocations,
    validUntil: certificate.validToDate,
    tls: { ca, cert, key },
    sign: (subject, body) => ({
      body,
      certificate: own,
      signature: signatureOf(textOfOne(subject, body)),
    }),
    signTogether: (messages) => {
      const among = messages.map(({ subject, body }) => digestOf(subject, body));
      const signature = signatureOf(textOfMany(among));
      return messages.map(({ body }) => ({ body, certificate: own, signature, among }));
    },
    verify: (subject, message) => {
      const found = proofOf(subject, message);
      return found !== undefined && proofs.holds(found.proof) ? found.sender : undefined;
    },
    verifySoon: (subject, message) => {
      const found = proofOf(subject, message);
      if (found === undefined) return undefined;
      const holds = proofs.holdsSoon(found.proof);
      if (typeof holds === 'boolean') return holds ? found.sender : undefined;
      return holds.then((is) => (is ? found.sender : undefined));
    },
    peer: (shown) => trusted.find(Buffer.from(shown).toString('base64'))?.holder,
    untimely: (shown) => trusted.untimely(Buffer.from(shown).toString('base64')),
  };
}

async function required(directory: string, name: string): Promise<string> {
  const text = await readIfThere(directory, name);
  if (text !== undefined) return text;
  throw invalid(directory, `it has no ${name}`);
}

function parse(
  directory: string,
  ca: string,
  cert: string,
  key: string,
): { authorities: X509Certificate[]; certificate: X509Certificate; privateKey: KeyObject } {
  try {
    return {
      authorities: readAuthorities(ca),
      certificate: new X509Certificate(cert),
      privateKey: createPrivateKey(key),
    };
  } catch (cause) {
    throw invalid(directory, 'its certificates or its key cannot be read', cause);
  }
}

function checkOwn(own: {
  readonly directory: string;
  readonly authorities: readonly X509Certificate[];
  readonly certificate: X509Certificate;
  readonly privateKey: KeyObject;
  readonly nowMs: number;
}): Sender {
  const { directory, authorities, certificate, privateKey, nowMs } = own;
  const holder = certificateHolder(certificate);
  if (holder === undefined) throw invalid(directory, 'its certificate names no node');
  if (!certificate.checkPrivateKey(privateKey)) throw invalid(directory, 'its key is not its certificate’s');
  if (!isIssuedBy(certificate, authorities))
    throw invalid(directory, 'its certificate is not of the network’s authority');
  const { validFromDate, validToDate } = certificate;
  if (nowMs > validToDate.getTime())
    throw new SurecastError(
      'IDENTITY_EXPIRED',
      `The certificate of ${holder.name} expired at ${momentOf(validToDate.getTime())}; by this machine’s clock it is ${momentOf(nowMs)}.`,
      {
        cure: 'Admit the node again with `surecast network admit`; if the time is wrong, set this machine’s clock (NTP).',
      },
    );
  if (nowMs < validFromDate.getTime())
    throw new SurecastError(
      'IDENTITY_INVALID',
      `The certificate of ${holder.name} holds from ${momentOf(validFromDate.getTime())} on; by this machine’s clock it is ${momentOf(nowMs)}.`,
      { cure: 'Set this machine’s clock (NTP).' },
    );
  return holder;
}

const invalid = (directory: string, why: string, cause?: unknown): SurecastError =>
  new SurecastError('IDENTITY_INVALID', `${directory} is not a node’s identity: ${why}.`, { cause });
