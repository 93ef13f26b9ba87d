import { z } from 'zod';

export const logLevels = ['debug', 'info', 'warning', 'error'] as const;

/** One line of the program's log. */
export const logEntry = z.strictObject({
  /** Grows by one a line within one life of the program. */
  number: z.number().int(),
  atMs: z.number(),
  level: z.enum(logLevels),
  /** Which part says it: engine, ffmpeg, uplink, http, alarm. */
  part: z.string(),
  message: z.string(),
  code: z.string().nullable(),
  broadcast: z.string().nullable(),
});

export type LogLevel = (typeof logLevels)[number];
export type LogEntry = z.infer<typeof logEntry>;
