import { z } from 'zod';

/** What a directory member tells one node on `surecast.order.NAME`, in an operator's name. */
export const nodeOrder = z.strictObject({ kind: z.literal('drain'), draining: z.boolean() });
