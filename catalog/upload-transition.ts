import type { ErrorCode } from '../contract/error-codes.ts';
import type { Proof } from '../contract/origin.ts';

/**
 * The states of an upload.
 * `queued` waits for a worker; `sending` is with one; `stored`: the origin answered yes; `verified`: it attested the
 * same bytes in a request of its own. `blocked` needs a person and is asked again by itself. Two ends besides
 * `verified`: `superseded` (a playlist version overtaken by a newer one) and `lost` (the local file is gone or changed;
 * reported, and a GAP in the playlist).
 */
export const uploadStates = [
  'queued',
  'sending',
  'stored',
  'verified',
  'blocked',
  'superseded',
  'lost',
] as const;
export type UploadState = (typeof uploadStates)[number];

/** What went wrong, as kept with the upload and shown to a person. */
export type UploadError = { readonly code: ErrorCode; readonly message: string };

export type UploadEvent =
  | { readonly type: 'taken' }
  | { readonly type: 'stored' }
  | { readonly type: 'verified'; readonly proof: Proof; readonly atMs: number }
  | { readonly type: 'failed'; readonly error: UploadError; readonly notBeforeMs: number }
  | { readonly type: 'blocked'; readonly error: UploadError; readonly notBeforeMs: number }
  /** What blocked the origin is cured. */
  | { readonly type: 'cured' }
  /** The worker or the whole program died with it. */
  | { readonly type: 'returned' }
  /** A blocked one was tried again, and given up before the origin answered: it is as blocked as before. */
  | { readonly type: 'unanswered' }
  | { readonly type: 'superseded' }
  | { readonly type: 'lost'; readonly error: UploadError };

const allowed: Record<
  UploadEvent['type'],
  { readonly from: readonly UploadState[]; readonly to: UploadState }
> = {
  taken: { from: ['queued', 'blocked'], to: 'sending' },
  stored: { from: ['sending'], to: 'stored' },
  verified: { from: ['stored'], to: 'verified' },
  failed: { from: ['sending', 'stored'], to: 'queued' },
  blocked: { from: ['sending', 'stored'], to: 'blocked' },
  cured: { from: ['blocked'], to: 'queued' },
  returned: { from: ['sending', 'stored'], to: 'queued' },
  unanswered: { from: ['sending'], to: 'blocked' },
  superseded: { from: ['queued', 'blocked', 'sending', 'stored'], to: 'superseded' },
  lost: { from: ['queued', 'blocked', 'sending', 'stored'], to: 'lost' },
};

/**
 * The one place that says how an upload's state may change. Pure.
 * @returns the next state, or undefined when the event can't happen in this state (the caller then changes nothing).
 */
export function nextUploadState(state: UploadState, event: UploadEvent['type']): UploadState | undefined {
  const rule = allowed[event];
  return rule.from.includes(state) ? rule.to : undefined;
}

/** States from which an upload will still move by itself. */
export function isPending(state: UploadState): boolean {
  return state === 'queued' || state === 'sending' || state === 'stored' || state === 'blocked';
}

/**
 * Longer than any wait between two attempts, milliseconds. Waits are kept as wall-clock times, since they outlive the
 * program: what is due later than this was put there by a clock that has been set back, and is due now.
 */
export const longestWaitMs = 600_000;
