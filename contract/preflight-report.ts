import { z } from 'zod';

/** What is looked at before an event, in this order. */
export const preflightChecks = [
  'ffmpeg',
  'source',
  'encoder',
  'disk-space',
  'disk-sync',
  'origin',
  'clock',
  'uplink',
] as const;

const check = z.strictObject({
  name: z.enum(preflightChecks),
  /** What it was about: a source, a directory, an origin's URL. */
  subject: z.string(),
  /** `skip`: not looked at; the message says why. */
  status: z.enum(['ok', 'warn', 'fail', 'skip']),
  message: z.string(),
  /** What a person can do about it; null when there is nothing to do. */
  cure: z.string().nullable(),
  /** Code of the error behind a failed check. */
  code: z.string().nullable(),
  /** What was measured, by name with its unit. */
  measured: z.record(z.string(), z.number()),
});

/** What `surecast doctor` found. */
export const preflightReport = z.strictObject({
  /** Nothing fails. */
  ok: z.boolean(),
  /** What a broadcast with these settings would send, audio included. */
  kilobitsPerSecond: z.number(),
  checks: z.array(check),
});

export type PreflightCheck = z.infer<typeof check>;
export type PreflightReport = z.infer<typeof preflightReport>;
