import { createHmac, timingSafeEqual } from 'node:crypto';
import type { Role } from '../../../contract/api/routes.ts';

/** A working week; after it one logs in again. */
const lastsMs = 7 * 24 * 3_600_000;

/** Value of the cookie that stands for a login. It is signed, so that a restart of the program logs nobody out. */
export function signSession(role: Role, key: string, nowMs: number): string {
  const claim = `${role}.${nowMs + lastsMs}`;
  return `${claim}.${signatureOf(claim, key)}`;
}

/** The role that a cookie's value proves; undefined: none, or not any more. */
export function roleOfSession(value: string, key: string, nowMs: number): Role | undefined {
  const [role, untilMs, signature, ...more] = value.split('.');
  if ((role !== 'operator' && role !== 'viewer') || signature === undefined || more.length > 0)
    return undefined;
  const expected = Buffer.from(signatureOf(`${role}.${untilMs}`, key));
  const given = Buffer.from(signature);
  if (given.length !== expected.length || !timingSafeEqual(given, expected)) return undefined;
  const until = Number(untilMs);
  return until > nowMs && until <= nowMs + lastsMs ? role : undefined;
}

function signatureOf(claim: string, key: string): string {
  return createHmac('sha256', key).update(claim).digest('base64url');
}
