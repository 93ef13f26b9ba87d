import { z } from 'zod';

/** Something that does not match, or could not be asked. */
const problem = z.strictObject({
  /** Key below the origin's prefix. */
  key: z.string(),
  code: z.string(),
  message: z.string(),
});

/** What asking one origin again about a broadcast gave. */
const originReport = z.strictObject({
  url: z.string(),
  /** Where the list of what must be there comes from. */
  listedBy: z.enum(['catalog', 'receipt']),
  /** Objects that must be there, playlists and receipt included; 0 when there was no list. */
  objects: z.number().int(),
  verified: z.number().int(),
  missing: z.number().int(),
  /** Objects with other bytes, and playlists and receipts that contradict the list. */
  mismatched: z.number().int(),
  /** Objects that the origin gave no answer about. */
  unanswered: z.number().int(),
  /** Size of the verified objects. */
  verifiedBytes: z.number().int(),
  /** How the verified ones were proved. */
  attested: z.number().int(),
  readBack: z.number().int(),
  /** Files that are still to be delivered, of which nothing was asked. */
  pendingFiles: z.number().int(),
  /** `none`: the broadcast is not complete there, so there is no receipt yet. */
  receipt: z.enum(['valid', 'invalid', 'missing', 'none', 'unanswered']),
  /** SHA-256 of the signer's public key (SubjectPublicKeyInfo, DER), lower-case hex, of a valid receipt. */
  signer: z.string().nullable(),
  /** Why the origin, or the first of its unanswered objects, could not be asked. */
  trouble: z.strictObject({ code: z.string(), message: z.string(), cure: z.string() }).nullable(),
  problems: z.array(problem),
});

/** What `surecast verify` found. */
export const verifyReport = z.strictObject({
  broadcast: z.string(),
  /** Whether each object was read back whole and hashed here. */
  deep: z.boolean(),
  /** Everything asked about is there and matches. */
  ok: z.boolean(),
  origins: z.array(originReport),
});

export type VerifyProblem = z.infer<typeof problem>;
export type OriginVerifyReport = z.infer<typeof originReport>;
export type VerifyReport = z.infer<typeof verifyReport>;
