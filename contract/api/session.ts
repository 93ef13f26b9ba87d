import { z } from 'zod';

/**
 * What the program is doing, in the one word that a crew sees.
 * `idle`: nothing is captured, and nothing is left to deliver. `preflight`: the checks before going live run. `starting`: FFmpeg was started,
 * nothing is verified yet. `live`: captured and delivered as it should be. `degraded`: both go on, and something needs a look (the reason says what).
 * `reconnecting`: the source or the link of an origin is away, and is asked again; nothing is lost that was captured.
 * `stopping`: the capture has ended, the rest is delivered. `failed`: the capture ended with an error.
 */
export const sessionStates = [
  'idle',
  'preflight',
  'starting',
  'live',
  'degraded',
  'reconnecting',
  'stopping',
  'failed',
] as const;

export const sessionStatus = z.strictObject({
  state: z.enum(sessionStates),
  /** When this state began, RFC 3339, UTC. */
  since: z.string(),
  /** When the broadcast went live (its first segment was captured), RFC 3339; null while there is none. */
  onAirSince: z.string().nullable(),
  /** The broadcast that it is about; null when idle without one. */
  broadcast: z.string().nullable(),
  /** One sentence: why it is degraded, reconnecting or failed; null otherwise. */
  reason: z.string().nullable(),
  /** What is captured, as a person knows it: `test as 720p (1280x720, 25 fps, 3000 kbit/s)`; null when nothing is. */
  source: z.string().nullable(),
  /** FFmpeg's, of this run. Null when unknown. */
  droppedFrames: z.number().int().nullable(),
  capturedFrames: z.number().int().nullable(),
});

export type SessionState = (typeof sessionStates)[number];
export type SessionStatus = z.infer<typeof sessionStatus>;
