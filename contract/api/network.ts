import { z } from 'zod';
import { networkSnapshot } from '../network/network-snapshot.ts';

/** The delivery network that this console watches, as a member of its directory sees it. */
export const networkAnswer = z.discriminatedUnion('kind', [
  networkSnapshot,
  /** It is configured, and nobody of it answers. */
  z.strictObject({
    kind: z.literal('unreachable'),
    code: z.string(),
    message: z.string(),
    cure: z.string(),
  }),
  /** No network is configured. */
  z.strictObject({ kind: z.literal('none') }),
]);
