import { z } from 'zod';

/** What was broken in a rehearsal, and what came of it. Times in seconds. */
const trial = z.strictObject({
  /** `killed`: the program, by SIGKILL, and started again. */
  fault: z.enum(['cut', 'stalled', 'reset', 'slow', 'killed']),
  lastedSeconds: z.number(),
  /** What waited when it was over. */
  backlogBytes: z.number().int(),
  /** From its end to the next file that was proved; null: none came. */
  deliveredAfterSeconds: z.number().nullable(),
  /** From its end until all that had been captured by then was proved; null: not in time. */
  caughtUpAfterSeconds: z.number().nullable(),
  held: z.boolean(),
  /** Why not, or what to know. */
  note: z.string().nullable(),
});

const origin = z.strictObject({
  url: z.string(),
  /** Measured before the broadcast; null for a folder, or when it could not be measured. */
  uplinkKilobitsPerSecond: z.number().nullable(),
  /** Key of the Multivariant Playlist below the origin's prefix, which stays there. */
  playlist: z.string(),
  /** How long it takes after an outage until viewers have all of it; null: never on this uplink. */
  outages: z.array(z.strictObject({ outageSeconds: z.number(), catchUpSeconds: z.number().nullable() })),
  verifiedObjects: z.number().int(),
  /** What `verify` found wrong at the end. */
  problems: z.array(z.string()),
});

/** What `surecast rehearse` found. */
export const rehearsalReport = z.strictObject({
  ok: z.boolean(),
  broadcast: z.string(),
  capturedSeconds: z.number(),
  kilobitsPerSecond: z.number(),
  gaps: z.number().int(),
  /** Every file delivered, the playlists ended, the receipts there. */
  complete: z.boolean(),
  trials: z.array(trial),
  /** For how long the disk takes a broadcast like this while nothing is delivered. */
  diskHours: z.number().nullable(),
  origins: z.array(origin),
  /** Where the recording is, if it was kept because something did not hold. */
  recording: z.string().nullable(),
});

export type RehearsalTrial = z.infer<typeof trial>;
export type RehearsalOrigin = z.infer<typeof origin>;
export type RehearsalReport = z.infer<typeof rehearsalReport>;
