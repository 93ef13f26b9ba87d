import { z } from 'zod';
import { nodeName } from './node-name.ts';
import { networkBroadcast } from './object-key.ts';
import { mostRevoked } from './plan.ts';

/** What directory members say on `surecast.directory.epoch`, so that nobody asks again for what has not changed. */
export const epochNews = z.strictObject({
  epoch: z.number().int().min(0),
  /** `changed` are the broadcasts whose servers changed after this epoch; undefined: too many to name. */
  since: z.number().int().min(0),
  changed: z.array(networkBroadcast).max(500).optional(),
});
export type EpochNews = z.infer<typeof epochNews>;

/** What directory members say once a second on `surecast.directory.revoked`, if there is anything: it only ever grows. */
export const revocationNews = z.strictObject({ revoked: z.array(nodeName).max(mostRevoked) });

/**
 * What directory members tell each other on `surecast.directory.opinion`. A death is entered into the plan only when most
 * of them hold it: whoever is alone in not hearing a node is more likely to be cut off than to be right.
 */
export const opinion = z.strictObject({
  /** False: it has not listened for long enough to have one. */
  judges: z.boolean(),
  /** Listed intermediates that it takes for dead. */
  dead: z.array(nodeName).max(1_000),
  /** It stops in good order, and is not waited for. */
  leaving: z.boolean(),
});
export type Opinion = z.infer<typeof opinion>;
