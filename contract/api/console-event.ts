import { z } from 'zod';
import { alarm } from './alarm.ts';
import { consoleSnapshot } from './console-snapshot.ts';
import { logEntry } from './log-entry.ts';
import { audioMeters } from './signal.ts';
import { task } from './task.ts';

/**
 * What `GET /api/events` sends, each as one `data:` line of JSON (WHATWG server-sent events). The first is always a
 * `snapshot`, also after a reconnect: whoever reads slowly or comes late misses news and never state.
 */
export const consoleEvent = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('snapshot'), snapshot: consoleSnapshot }),
  z.strictObject({ type: z.literal('meters'), meters: audioMeters }),
  /** Raised, acknowledged or cleared. */
  z.strictObject({ type: z.literal('alarm'), alarm }),
  z.strictObject({ type: z.literal('task'), task }),
  z.strictObject({ type: z.literal('log'), entry: logEntry }),
]);

export type ConsoleEvent = z.infer<typeof consoleEvent>;
