/**
 * Why a fetch brought no bytes.
 * - `absent`: a definite answer that it is not to be had (404, 403, no such file, larger than allowed).
 * - `outage`: the network or the server (refused, reset, cut short, stalled, 5xx, throttled): worth any number of tries.
 */
export type FailureKind = 'absent' | 'outage';

/** A failed fetch; `message` is a phrase for a person ("HTTP 503", "no bytes for 10 s"). */
export class ResourceFailure extends Error {
  override readonly name = 'ResourceFailure';
  readonly kind: FailureKind;

  constructor(kind: FailureKind, message: string, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause });
    this.kind = kind;
  }
}
