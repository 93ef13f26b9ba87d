import { z } from 'zod';

/** Levels of the captured sound over the last tenth of a second. dBFS, at most 0; silence is -120. */
export const audioMeters = z.strictObject({
  /** Wall clock, milliseconds since the epoch. */
  atMs: z.number(),
  channels: z.array(z.strictObject({ peakDb: z.number(), rmsDb: z.number() })).max(16),
});

/** What is wrong with picture and sound themselves, as FFmpeg sees them; times in milliseconds since the epoch, null: not so. */
export const sourceSignal = z.strictObject({
  silentSinceMs: z.number().nullable(),
  blackSinceMs: z.number().nullable(),
  frozenSinceMs: z.number().nullable(),
  /** When a sample last reached full scale; null: never in this run. */
  clippedAtMs: z.number().nullable(),
});

export type AudioMeters = z.infer<typeof audioMeters>;
export type SourceSignal = z.infer<typeof sourceSignal>;
