import { z } from 'zod';
import { nonce } from './nonce.ts';

/** What a directory member tells one node on `surecast.order.NAME`, in an operator's name: first that an order is to come. */
export const nodeOrder = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('begin-order') }),
  z.strictObject({ kind: z.literal('drain'), draining: z.boolean(), nonce }),
]);

/** What the node answers. */
export const orderBegun = z.strictObject({ kind: z.literal('order-begun'), nonce });
export const orderTaken = z.strictObject({ kind: z.enum(['obeyed', 'repeated']) });
