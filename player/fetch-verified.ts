import { createHash } from 'node:crypto';
import { SurecastError } from '../contract/surecast-error.ts';
import { backOff } from './backoff.ts';
import { type DecodeContext, monotonicMs } from './decode-context.ts';
import { judgeOutage } from './patience.ts';
import type { Resource } from './resource.ts';
import { ResourceFailure } from './resource-failure.ts';

/** How fetching a resource ended. Not `verified`: there are bytes, and no hash to hold them against. */
export type FetchOutcome =
  | { readonly kind: 'got'; readonly verified: boolean; readonly bytes: Uint8Array }
  | { readonly kind: 'mismatched' | 'missing'; readonly why: string };

/**
 * Fetches a segment or an initialization section until its SHA-256 is the one that the playlist states. Outages are
 * waited out; a hash that does not match is fetched again past the caches, a few times; "not there" is asked again, a
 * few times, and fewer once the segment left the window.
 *
 * @param sequence the Media Sequence Number it is needed for.
 * @throws SurecastError `PLAYLIST_UNREACHABLE` when the server was away too long; the signal's reason when it aborts.
 */
export async function fetchVerified(
  resource: Resource,
  sequence: number,
  context: DecodeContext,
): Promise<FetchOutcome> {
  let mismatches = 0;
  let absences = 0;
  let firstOutageAtMs: number | undefined;
  for (let failures = 1; ; failures++) {
    const attempt = await tryOnce(resource, mismatches > 0, context);
    if (attempt.kind === 'got') return attempt;
    if (attempt.kind === 'outage') {
      firstOutageAtMs ??= monotonicMs();
      if (judge(firstOutageAtMs, attempt.why, context) === 'missing')
        return { kind: 'missing', why: attempt.why };
    } else {
      firstOutageAtMs = undefined;
      if (attempt.kind === 'mismatched') mismatches++;
      else absences++;
      if (mismatches >= context.tuning.mismatchAttempts) return { kind: 'mismatched', why: attempt.why };
      if (absences >= absentLimit(sequence, context)) return { kind: 'missing', why: attempt.why };
    }
    await backOff(failures, context.tuning, context.signal);
    context.tally.retries++;
  }
}

type Attempt = FetchOutcome | { readonly kind: 'absent' | 'outage'; readonly why: string };

async function tryOnce(resource: Resource, bypassCaches: boolean, context: DecodeContext): Promise<Attempt> {
  try {
    const { url, byteRange } = resource;
    const maxBytes = context.tuning.segmentMaxBytes;
    const fetched = await context.fetcher.fetch({ url, byteRange, maxBytes, bypassCaches }, context.signal);
    if (fetched === 'unchanged') return { kind: 'outage', why: 'HTTP 304 without a condition' };
    context.health.anyOkAtMs = monotonicMs();
    return compare(resource, fetched.bytes);
  } catch (error) {
    if (error instanceof ResourceFailure) return { kind: error.kind, why: error.message };
    throw error;
  }
}

function compare(resource: Resource, bytes: Uint8Array): FetchOutcome {
  if (resource.sha256 === undefined) return { kind: 'got', verified: false, bytes };
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  if (sha256 === resource.sha256) return { kind: 'got', verified: true, bytes };
  return {
    kind: 'mismatched',
    why: `its ${bytes.byteLength} bytes have SHA-256 ${sha256}, the playlist says ${resource.sha256}`,
  };
}

function judge(firstOutageAtMs: number, why: string, context: DecodeContext): 'retry' | 'missing' {
  const verdict = judgeOutage(monotonicMs(), firstOutageAtMs, context.health, {
    ...context.tuning,
    giveUpAfterMs: context.giveUpAfterMs,
  });
  if (verdict !== 'unreachable') return verdict;
  throw new SurecastError('PLAYLIST_UNREACHABLE', `The server has not answered any more: ${why}.`);
}

function absentLimit(sequence: number, { health, tuning }: DecodeContext): number {
  return sequence < health.windowStart ? tuning.absentAttemptsOutsideWindow : tuning.absentAttempts;
}
