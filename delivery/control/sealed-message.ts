import type { ZodType } from 'zod';
import { type Sender, type SignedMessage, signedMessage } from '../../contract/network/signed.ts';
import { parseJson } from '../../contract/parse-json.ts';
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
  const signed = read(bytes);
  if (signed === undefined) return { kind: 'garbage' };
  return bodyOf(identity, signed, identity.verify(subject, signed), schema);
}

/** The same, with the signature checked beside the event loop when it was not seen before: a promise then. */
export function openSoon<T>(
  identity: NodeIdentity,
  subject: string,
  bytes: Uint8Array,
  schema: ZodType<T>,
): Opened<T> | Promise<Opened<T>> {
  const signed = read(bytes);
  if (signed === undefined) return { kind: 'garbage' };
  const sender = identity.verifySoon(subject, signed);
  return sender instanceof Promise
    ? sender.then((found) => bodyOf(identity, signed, found, schema))
    : bodyOf(identity, signed, sender, schema);
}

const read = (bytes: Uint8Array): SignedMessage | undefined =>
  signedMessage.safeParse(parseJson(Buffer.from(bytes).toString())).data;

function bodyOf<T>(
  identity: Pick<NodeIdentity, 'untimely'>,
  { body, certificate }: SignedMessage,
  sender: Sender | undefined,
  schema: ZodType<T>,
): Opened<T> {
  if (sender === undefined) {
    const isUntimely = identity.untimely(Buffer.from(certificate, 'base64')) !== undefined;
    return { kind: isUntimely ? 'untimely' : 'forged' };
  }
  const message = schema.safeParse(parseJson(body));
  return message.success ? { kind: 'message', message: message.data, sender } : { kind: 'misfit' };
}
