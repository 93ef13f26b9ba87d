import type { ZodType } from 'zod';
import { type Sender, signedMessage } from '../../contract/network/signed.ts';
import type { NodeIdentity } from '../identity/node-identity.ts';
import type { DroppedMessages } from './control-plane.ts';

export type Opened<T> =
  | { readonly kind: 'message'; readonly message: T; readonly sender: Sender }
  | { readonly kind: Exclude<keyof DroppedMessages, 'foreign'> };

/** The bytes of a message as they go over NATS: signed for one subject. */
export const seal = (identity: NodeIdentity, subject: string, message: unknown): string =>
  JSON.stringify(identity.sign(subject, JSON.stringify(message)));

/** Reads what `seal` wrote. Whoever may connect can send anything: nothing in it counts before its signature holds. */
export function open<T>(
  identity: NodeIdentity,
  subject: string,
  bytes: Uint8Array,
  schema: ZodType<T>,
): Opened<T> {
  const signed = signedMessage.safeParse(parseJson(Buffer.from(bytes).toString()));
  if (!signed.success) return { kind: 'garbage' };
  const sender = identity.verify(subject, signed.data);
  if (sender === undefined) return { kind: 'forged' };
  const message = schema.safeParse(parseJson(signed.data.body));
  return message.success ? { kind: 'message', message: message.data, sender } : { kind: 'misfit' };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
