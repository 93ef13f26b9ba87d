import { z } from 'zod';

/** One object of a finished broadcast, as an origin was proved to hold it. */
const receiptObject = z.strictObject({
  key: z.string(),
  kind: z.enum(['segment', 'init', 'media-playlist', 'multivariant-playlist']),
  sizeBytes: z.number().int().positive(),
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
  proof: z.enum(['sha256-attested', 'sha256-read-back']),
  /** RFC 3339, UTC. */
  verifiedAt: z.string(),
});

/** The account of a finished broadcast at one origin: what was delivered, and what was really lost. */
export const receiptBody = z.strictObject({
  format: z.literal('surecast-receipt/1'),
  broadcast: z.string(),
  origin: z.string(),
  startedAt: z.string(),
  endedAt: z.string(),
  segments: z.number().int(),
  /** Media that could not be delivered: the places of the EXT-X-GAPs, 0 for a whole broadcast. */
  gaps: z.number().int(),
  durationSeconds: z.number(),
  objects: z.array(receiptObject),
});

/**
 * A signed receipt. `signature` is Ed25519 (RFC 8032) over the RFC 8785 canonical form of `receipt`, so that white
 * space does not matter; `publicKey` is the SubjectPublicKeyInfo in PEM.
 */
export const signedReceipt = z.strictObject({
  receipt: receiptBody,
  publicKey: z.string(),
  signature: z.string(),
});

export type ReceiptObject = z.infer<typeof receiptObject>;
export type ReceiptBody = z.infer<typeof receiptBody>;
export type SignedReceipt = z.infer<typeof signedReceipt>;
