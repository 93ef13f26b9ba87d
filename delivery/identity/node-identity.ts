import type { JWK } from 'jose';
import type { CertificateRole } from '../../contract/network/node-name.ts';
import type { Sender, SignedMessage } from '../../contract/network/signed.ts';
import type { Revocations } from './revocations.ts';

/** Who this process is in the network: its certificate, and what can be done with it. */
export type NodeIdentity = {
  readonly network: string;
  readonly name: string;
  readonly roles: readonly CertificateRole[];
  /** When its certificate expires. */
  readonly validUntil: Date;
  /** What publishing and watching tokens are checked with (`tokens.ts`). */
  readonly tokenKey: JWK;
  /** Whose certificates count no more, wherever this identity looks at one. */
  readonly revocations: Revocations;
  /** For TLS on both sides of a connection between nodes: the authority's certificates, its own, its key. PEM. */
  readonly tls: { readonly ca: string; readonly cert: string; readonly key: string };
  /** Signs the JSON text of a message meant for a subject. */
  sign(subject: string, body: string): SignedMessage;
  /** The same for 2 to 16 messages, with one signature over all of them. */
  signTogether(messages: readonly { readonly subject: string; readonly body: string }[]): SignedMessage[];
  /** Who signed it; undefined if the signature, the certificate or its dates do not hold. Remembers certificates it has checked. */
  verify(subject: string, message: SignedMessage): Sender | undefined;
  /** The same, beside the event loop when the signature was not seen before: a promise then. */
  verifySoon(subject: string, message: SignedMessage): Sender | undefined | Promise<Sender | undefined>;
  /** Who is on the other side of a TLS connection, by the DER of the certificate shown; undefined if it is none of this network's. */
  peer(certificate: Uint8Array): Sender | undefined;
  /** Whose certificate it is (DER), if it is of this network and only its dates do not hold by this machine's clock. */
  untimely(certificate: Uint8Array): Sender | undefined;
};
