import { z } from 'zod';
import { changeBegun, directoryRefusal, enumerationAnswer, planChanged } from './directory-calls.ts';
import { explanation } from './explanation.ts';
import { networkSnapshot } from './network-snapshot.ts';

/** What the directory answers. `done`: registered, forgotten, drained. */
export const directoryReply = z.union([
  enumerationAnswer,
  planChanged,
  changeBegun,
  explanation,
  networkSnapshot,
  directoryRefusal,
  z.strictObject({ kind: z.literal('done'), epoch: z.number().int() }),
]);
export type DirectoryReply = z.infer<typeof directoryReply>;
