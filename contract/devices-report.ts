import { z } from 'zod';

const device = z.strictObject({
  kind: z.enum(['video', 'audio', 'screen']),
  /** As a person knows it. */
  label: z.string(),
  /** What to give to `--source`; for audio, what to write behind the picture's source. */
  source: z.string(),
  /** Whether it gave something when it was tried; null: not tried. */
  works: z.boolean().nullable(),
  /** Its picture, or why it does not work. */
  details: z.string(),
});

const encoder = z.strictObject({
  name: z.string(),
  works: z.boolean(),
  /** Why not; null when it works. */
  reason: z.string().nullable(),
});

/** What `surecast devices` found. */
export const devicesReport = z.strictObject({
  ffmpeg: z.string(),
  devices: z.array(device),
  encoders: z.array(encoder),
});

export type DeviceReport = z.infer<typeof device>;
export type DevicesReport = z.infer<typeof devicesReport>;
