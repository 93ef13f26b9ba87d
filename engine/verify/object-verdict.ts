import type { ErrorCode } from '../../contract/error-codes.ts';
import type { Origin, Proof } from '../../contract/origin.ts';
import { differs, missing } from '../../uploader/origins/failures.ts';
import { hexSha256 } from '../../uploader/origins/hash.ts';
import { OriginFailure } from '../../uploader/origins/origin-failure.ts';
import { askAgain } from './ask-again.ts';
import type { ExpectedObject } from './expected-object.ts';

/** What an origin's answer says of an object. */
export type ObjectVerdict =
  | { readonly kind: 'verified'; readonly proof: Proof }
  | {
      readonly kind: 'missing' | 'mismatched' | 'unanswered';
      readonly code: ErrorCode;
      readonly message: string;
    };

/**
 * Asks an origin whether it holds the object. Never rejects but for an aborted signal.
 * @param deep read it back whole and hash it here, whatever the origin attests
 */
export async function askForObject(
  origin: Origin,
  object: ExpectedObject,
  deep: boolean,
  signal: AbortSignal,
): Promise<ObjectVerdict> {
  try {
    const proof = await askAgain(signal, () =>
      deep ? readBack(origin, object, signal) : origin.prove(object, signal),
    );
    return { kind: 'verified', proof };
  } catch (error) {
    signal.throwIfAborted();
    return verdictOf(error);
  }
}

/** What a failed question means for the object it was about. @throws whatever is no `OriginFailure` */
export function verdictOf(error: unknown): Exclude<ObjectVerdict, { kind: 'verified' }> {
  if (!(error instanceof OriginFailure)) throw error;
  const { code, message } = error;
  if (code === 'OBJECT_MISSING') return { kind: 'missing', code, message };
  // An object that is larger than expected is refused as such when it is read.
  if (error.class === 'object') return { kind: 'mismatched', code: 'CHECKSUM_MISMATCH', message };
  return { kind: 'unanswered', code, message };
}

async function readBack(origin: Origin, object: ExpectedObject, signal: AbortSignal): Promise<Proof> {
  const bytes = await origin.get(object.key, object.sizeBytes, signal);
  if (bytes === undefined) throw missing(object.key);
  if (bytes.length !== object.sizeBytes) throw differs(object.key, `${bytes.length} bytes`);
  const sha256 = hexSha256(bytes);
  if (sha256 !== object.sha256) throw differs(object.key, `SHA-256 ${sha256}`);
  return 'sha256-read-back';
}
