import type { ErrorCode } from '../../contract/error-codes.ts';
import type { FailureClass, StoredObject } from '../../contract/origin.ts';

/** What an `OriginFailure` is made of. */
export type OriginFailureFacts = {
  readonly class: FailureClass;
  readonly code: ErrorCode;
  /** One sentence that names the object and gives the origin's own words. */
  readonly message: string;
  /** The origin's own wish (Retry-After), milliseconds. */
  readonly retryAfterMs?: number | undefined;
  /** Status of the answer, if there was one. */
  readonly httpStatus?: number | undefined;
  /** The other side's own code for it (`SlowDown`, `ECONNRESET`), for decisions that neither class nor code tell. */
  readonly originCode?: string | undefined;
  /** True if the object may have been stored in spite of the failure. */
  readonly ambiguous?: boolean | undefined;
  /** What the origin holds under the key instead, with its SHA-256 (read back where the store attests none). */
  readonly conflict?: { readonly existing: StoredObject } | undefined;
  readonly cause?: unknown;
};

/** The one error that an `Origin` throws. Its class decides what happens next, its code what a person reads. */
export class OriginFailure extends Error {
  override readonly name = 'OriginFailure';
  readonly class: FailureClass;
  readonly code: ErrorCode;
  readonly retryAfterMs: number | undefined;
  readonly httpStatus: number | undefined;
  readonly originCode: string | undefined;
  readonly ambiguous: boolean;
  readonly conflict: { readonly existing: StoredObject } | undefined;

  constructor(facts: OriginFailureFacts) {
    super(facts.message, facts.cause === undefined ? undefined : { cause: facts.cause });
    this.class = facts.class;
    this.code = facts.code;
    this.retryAfterMs = facts.retryAfterMs;
    this.httpStatus = facts.httpStatus;
    this.originCode = facts.originCode;
    this.ambiguous = facts.ambiguous ?? false;
    this.conflict = facts.conflict;
  }
}
