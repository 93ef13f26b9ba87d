import { z } from 'zod';
import { originKeys } from './api/settings.ts';

/** The first line on standard input of a program that was started with `--keys-from-stdin`; docs/adr/0019-origin-keys.md. */
export const keysLine = z.strictObject({ originKeys: z.array(originKeys) });

export type KeysLine = z.infer<typeof keysLine>;
