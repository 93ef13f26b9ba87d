import { hash } from 'node:crypto';
import type { SignedMessage } from '../../contract/network/signed.ts';

/** So many messages share a signature at most: each carries the digests of all. */
export const togetherAtMost = 16;

/** What is signed of one message. */
export const textOfOne = (subject: string, body: string): string => `${subject}\n${body}`;

/** What is signed of several: it begins with a line feed, as no text of one does. */
export const textOfMany = (digests: readonly string[]): string => `\n${digests.join('\n')}`;

export const digestOf = (subject: string, body: string): string =>
  hash('sha256', textOfOne(subject, body), 'base64');

/** What the signature of a message has to be over; undefined: it is not among those that were signed, or has no subject. */
export function signedText(
  subject: string,
  { body, among }: Pick<SignedMessage, 'body' | 'among'>,
): string | undefined {
  if (subject === '') return undefined;
  if (among === undefined) return textOfOne(subject, body);
  return among.includes(digestOf(subject, body)) ? textOfMany(among) : undefined;
}
