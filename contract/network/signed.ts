import { z } from 'zod';

/**
 * A message of the control plane with the proof of who sent it. Whoever may connect to NATS can send anything on any
 * subject; what counts is the signature, by the key of a certificate that the network's authority issued.
 */
export const signedMessage = z.strictObject({
  /** The message, as JSON text: what is signed is exactly these characters. */
  body: z.string().max(1_000_000),
  /** The sender's certificate, DER in base64. */
  certificate: z.string().max(8_000),
  /** ECDSA P-256 with SHA-256 over `subject`, a line feed, and `body`; base64. With `among`: over that. */
  signature: z.string().max(200),
  /**
   * What was said at the same moment is signed together: SHA-256 of each message (`subject`, a line feed, `body`), base64. Signed are
   * these, each behind a line feed; no message begins with one.
   */
  among: z.array(z.string().length(44)).min(2).max(16).optional(),
});
export type SignedMessage = z.infer<typeof signedMessage>;

/** Who sent a message that was found genuine. */
export type Sender = {
  readonly name: string;
  readonly roles: readonly import('./node-name.ts').CertificateRole[];
};
