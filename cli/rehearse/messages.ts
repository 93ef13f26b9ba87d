import { z } from 'zod';
import { config } from '../../contract/config.ts';
import { originAccess } from '../../contract/origin-access.ts';
import { snapshot } from '../../contract/snapshot.ts';

/** What the rehearsal tells the program under rehearsal to do: first its order, at the end `stop`. */
export const childOrder = z.strictObject({
  type: z.literal('order'),
  dataDirectory: z.string(),
  name: z.string(),
  source: z.string(),
  originUrls: z.array(z.string()),
  /** Ports on 127.0.0.1 of the hops that stand for the links, by origin. */
  hops: z.record(z.string(), z.number().int()),
  /** Endpoints, regions and keys of the origins, over the channel alone. */
  access: z.record(z.string(), originAccess),
  /** FFmpeg ends by itself then, whatever becomes of everybody else. */
  mostSeconds: z.number(),
  config,
});

export const toChild = z.discriminatedUnion('type', [
  childOrder,
  z.strictObject({ type: z.literal('stop') }),
]);

/** What the program under rehearsal tells: how far it is, a few times a second; that FFmpeg was taken up; its failure. */
export const fromChild = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('snapshot'), snapshot }),
  z.strictObject({ type: z.literal('adopted') }),
  z.strictObject({ type: z.literal('failed'), code: z.string(), message: z.string(), cure: z.string() }),
]);

export type ChildOrder = z.infer<typeof childOrder>;
export type ToChild = z.infer<typeof toChild>;
export type FromChild = z.infer<typeof fromChild>;
