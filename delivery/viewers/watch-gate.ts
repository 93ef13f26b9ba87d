import { decodeJwt } from 'jose';
import { clockLeewaySeconds } from '../../contract/clock-words.ts';
import type { ViewerPath } from '../../contract/network/viewer-paths.ts';
import { SurecastError, toSurecastError } from '../../contract/surecast-error.ts';
import { expiredWords } from '../identity/tokens.ts';

/** Whether viewers need a signed URL. */
export type WatchPolicy =
  | { readonly kind: 'open' }
  | {
      readonly kind: 'required';
      /** @throws SurecastError WATCHING_DENIED: forged, expired, or for another broadcast */
      readonly check: (token: string, broadcast: string) => Promise<void>;
    };

/** Says why a viewer may not have what a path names; undefined: it may. */
export type WatchGate = (path: ViewerPath, nowMs: number) => Promise<SurecastError | undefined>;

/** The edge's clock may be ahead of the one that the link was made by. */
const leewayMs = clockLeewaySeconds * 1_000;
/** Segments are had for so much longer: what a playlist named in time is played out. */
const segmentGraceMs = 60_000;
const mostKept = 10_000;

/**
 * Checks the tokens of signed URLs, those that were found genuine once by memory. A token is good for playlists until it
 * expires, and for a minute's leeway, also in the middle of a broadcast: a link that was meant for two hours is no longer one when shared
 * after three. Forged tokens are not remembered, so that they can't push out those of viewers.
 */
export function createWatchGate(policy: WatchPolicy, most = mostKept): WatchGate {
  if (policy.kind === 'open') return async () => undefined;
  const expiries = new Map<string, number>();
  const expiryMs = async (token: string, broadcast: string): Promise<number> => {
    const key = `${broadcast}/${token}`;
    const known = expiries.get(key);
    if (known === undefined) await policy.check(token, broadcast);
    const expiry = known ?? (decodeJwt(token).exp ?? 0) * 1_000;
    expiries.delete(key);
    expiries.set(key, expiry);
    const [oldest] = expiries.keys();
    if (expiries.size > most && oldest !== undefined) expiries.delete(oldest);
    return expiry;
  };
  return async (path, nowMs) => {
    if (path.kind === 'player') return undefined;
    if (path.token === undefined) return denied('This broadcast is watched with a signed link only.');
    try {
      const expiry = await expiryMs(path.token, path.broadcast);
      const isSegment = path.kind === 'live' && !path.rest.endsWith('.m3u8');
      if (nowMs < expiry + leewayMs + (isSegment ? segmentGraceMs : 0)) return undefined;
      return denied(expiredWords('link', expiry / 1_000, nowMs));
    } catch (error) {
      return toSurecastError(error);
    }
  };
}

function denied(message: string): SurecastError {
  return new SurecastError('WATCHING_DENIED', message);
}
