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
  /** The system's own code (`ECONNREFUSED`), where there is one. */
  readonly code: string | undefined;
  /** The server's HTTP status, where it gave one. */
  readonly status: number | undefined;

  constructor(
    kind: FailureKind,
    message: string,
    origin: { code?: string | undefined; status?: number; cause?: unknown } = {},
  ) {
    super(message, origin.cause === undefined ? undefined : { cause: origin.cause });
    this.kind = kind;
    this.code = origin.code;
    this.status = origin.status;
  }

  /** The server's certificate is not to be trusted. */
  get isUntrusted(): boolean {
    return /CERT|SELF_SIGNED|UNABLE_TO_(VERIFY|GET_ISSUER)/.test(this.code ?? '');
  }
}
