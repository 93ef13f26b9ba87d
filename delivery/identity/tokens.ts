import type { KeyObject } from 'node:crypto';
import { errors, type JWK, type JWTPayload, jwtVerify, SignJWT } from 'jose';
import type { z } from 'zod';
import { clockLeewaySeconds, momentOf } from '../../contract/clock-words.ts';
import type { ErrorCode } from '../../contract/error-codes.ts';
import { type PublishClaims, publishClaims, watchClaims } from '../../contract/network/network-file.ts';
import { networkBroadcast } from '../../contract/network/object-key.ts';
import { SurecastError } from '../../contract/surecast-error.ts';

/** The one algorithm: what a token says of itself chooses nothing. */
const algorithm = 'ES256';

/** What signs tokens. */
type TokenSigner = { readonly network: string; readonly tokenKey: KeyObject };
/** What checks them: every node has it (`NodeIdentity`). */
export type TokenChecker = { readonly network: string; readonly tokenKey: JWK };

/**
 * A token to publish with, for an encoder.
 * @param broadcasts a name, or a beginning with `*` behind it
 * @throws SurecastError USAGE
 */
export async function issuePublishToken(
  signer: TokenSigner,
  grant: { readonly publisher: string; readonly broadcasts: string; readonly expiresAt: Date },
): Promise<string> {
  checkPattern(grant.broadcasts);
  return issue(signer, { sub: grant.publisher, broadcasts: grant.broadcasts }, 'publish', grant.expiresAt);
}

/** A token to watch with, which stands in a signed viewer URL. @throws SurecastError USAGE */
export async function issueWatchToken(
  signer: TokenSigner,
  grant: { readonly broadcasts: string; readonly expiresAt: Date },
): Promise<string> {
  checkPattern(grant.broadcasts);
  return issue(signer, { broadcasts: grant.broadcasts }, 'watch', grant.expiresAt);
}

/**
 * Whether the bearer may publish this broadcast.
 * @param broadcast undefined: any at all, for who only tries the server out
 * @throws SurecastError PUBLISHING_DENIED: forged, or for another broadcast; TOKEN_EXPIRED
 */
export async function checkPublishToken(
  checker: TokenChecker,
  token: string,
  broadcast: string | undefined,
): Promise<PublishClaims> {
  const codes = { expired: 'TOKEN_EXPIRED', denied: 'PUBLISHING_DENIED' } as const;
  const claims = await check(checker, token, publishClaims, codes);
  return broadcast === undefined ? claims : allow(claims, broadcast, 'PUBLISHING_DENIED');
}

/** Whether the bearer may watch this broadcast. @throws SurecastError WATCHING_DENIED */
export async function checkWatchToken(
  checker: TokenChecker,
  token: string,
  broadcast: string,
): Promise<void> {
  const codes = { expired: 'WATCHING_DENIED', denied: 'WATCHING_DENIED' } as const;
  const claims = await check(checker, token, watchClaims, codes);
  allow(claims, broadcast, 'WATCHING_DENIED');
}

/** Tells both times: whoever reads it sees whether it is the clock that is wrong. */
export const expiredWords = (what: 'token' | 'link', expirySeconds: number, nowMs: number): string =>
  `The ${what} expired at ${momentOf(expirySeconds * 1_000)}; by this server’s clock it is ${momentOf(nowMs)}.`;

/** Whether a pattern of names covers a broadcast: the name itself, or a beginning with `*` behind it. */
export const coversBroadcast = (pattern: string, broadcast: string): boolean =>
  pattern.endsWith('*') ? broadcast.startsWith(pattern.slice(0, -1)) : pattern === broadcast;

function checkPattern(pattern: string): void {
  const beginning = pattern.endsWith('*') ? pattern.slice(0, -1) : pattern;
  if (pattern === '*' || networkBroadcast.safeParse(beginning).success) return;
  throw new SurecastError(
    'USAGE',
    `${pattern} is neither the name of a broadcast nor the beginning of names with * behind it.`,
  );
}

const issue = (
  { network, tokenKey }: TokenSigner,
  claims: JWTPayload,
  audience: 'publish' | 'watch',
  expiresAt: Date,
): Promise<string> =>
  new SignJWT(claims)
    .setProtectedHeader({ alg: algorithm })
    .setIssuer(network)
    .setAudience(audience)
    .setExpirationTime(expiresAt)
    .sign(tokenKey);

async function check<T>(
  { network, tokenKey }: TokenChecker,
  token: string,
  schema: z.ZodType<T>,
  codes: { readonly expired: ErrorCode; readonly denied: ErrorCode },
): Promise<T> {
  try {
    const { payload } = await jwtVerify(token, tokenKey, {
      algorithms: [algorithm],
      issuer: network,
      requiredClaims: ['exp', 'aud'],
      clockTolerance: clockLeewaySeconds,
    });
    return schema.parse(payload);
  } catch (cause) {
    if (cause instanceof errors.JWTExpired)
      throw new SurecastError(codes.expired, expiredWords('token', cause.payload.exp ?? 0, Date.now()), {
        cause,
      });
    throw new SurecastError(codes.denied, 'The token is not one of this network.', { cause });
  }
}

function allow<T extends { readonly broadcasts: string }>(claims: T, broadcast: string, code: ErrorCode): T {
  if (coversBroadcast(claims.broadcasts, broadcast)) return claims;
  throw new SurecastError(code, `The token is not for the broadcast ${broadcast}.`);
}
