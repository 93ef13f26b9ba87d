import { createPrivateKey, type KeyObject, sign, verify, X509Certificate } from 'node:crypto';
import type { Sender, SignedMessage } from '../../contract/network/signed.ts';
import { SurecastError } from '../../contract/surecast-error.ts';
import { certificateHolder } from './certificate-holder.ts';
import { identityFiles, readIfThere } from './identity-files.ts';
import { readNetworkFile } from './network-folder.ts';
import type { NodeIdentity } from './node-identity.ts';
import { rememberLatest } from './remember-latest.ts';
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
  const trusted = createTrustedCertificates(authorities, wallNow);
  const holds = rememberProofs();
  const certificateText = certificate.raw.toString('base64');
  return {
    ...holder,
    network,
    tokenKey,
    validUntil: certificate.validToDate,
    tls: { ca, cert, key },
    sign: (subject, body) => ({
      body,
      certificate: certificateText,
      signature: sign('sha256', signedBytes(subject, body), privateKey).toString('base64'),
    }),
    verify: (subject, message) => {
      const sender = trusted.find(message.certificate);
      if (sender === undefined) return undefined;
      return holds(subject, message, sender.publicKey) ? sender.holder : undefined;
    },
    peer: (shown) => trusted.find(Buffer.from(shown).toString('base64'))?.holder,
  };
}

/** Nodes ask the same again and again, in the same words; heartbeats are longer, and never the same. */
const repeatedCharacters = 400;
const repeatedAtMost = 5_000;

/** Whether a signature holds. What was found to hold is known when the same message comes again, to the letter. */
function rememberProofs(): (subject: string, message: SignedMessage, key: KeyObject) => boolean {
  const held = rememberLatest<{ readonly key: KeyObject; readonly text: string }>(repeatedAtMost);
  return (subject, { body, signature }, key) => {
    const text = `${subject}\n${body}`;
    const before = held.get(signature);
    if (before?.key === key && before.text === text) return true;
    if (!verify('sha256', Buffer.from(text), key, Buffer.from(signature, 'base64'))) return false;
    if (text.length <= repeatedCharacters) held.set(signature, { key, text });
    return true;
  };
}

const signedBytes = (subject: string, body: string): Buffer => Buffer.from(`${subject}\n${body}`);

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
      `The certificate of ${holder.name} expired on ${validToDate.toISOString()}.`,
    );
  if (nowMs < validFromDate.getTime())
    throw new SurecastError(
      'IDENTITY_INVALID',
      `The certificate of ${holder.name} holds from ${validFromDate.toISOString()} on, and by this machine’s clock that is to come.`,
      { cure: 'Set this machine’s clock (NTP).' },
    );
  return holder;
}

const invalid = (directory: string, why: string, cause?: unknown): SurecastError =>
  new SurecastError('IDENTITY_INVALID', `${directory} is not a node’s identity: ${why}.`, { cause });
