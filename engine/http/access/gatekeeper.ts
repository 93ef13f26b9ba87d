import { createHash } from 'node:crypto';
import type { Role } from '../../../contract/api/routes.ts';
import { SurecastError } from '../../../contract/surecast-error.ts';
import { openPasswords, type Passwords, roleOfPassword } from './passwords.ts';
import { roleOfSession, signSession } from './session-cookie.ts';
import { openTokens, roleOfToken, type Tokens } from './tokens.ts';

/** Knows who may. */
export type Gatekeeper = {
  readonly operatorToken: string;
  /** What must be in no log. */
  readonly secrets: readonly string[];
  readonly hasPassword: boolean;
  /** The role that a request's own proof gives; undefined: none. */
  roleOf(proof: Proof): Role | undefined;
  roleOfPassword(password: string): Promise<Role | undefined>;
  roleOfToken(token: string): Role | undefined;
  /** Value of the cookie that stands for a login. */
  sessionOf(role: Role): string;
};

export type Proof = { readonly authorization: string | undefined; readonly cookie: string | undefined };

/**
 * Opens the console's tokens and passwords, which lie in the data directory.
 * @param given passwords to be used from now on; without any, those given earlier hold
 */
export async function openGatekeeper(
  root: string,
  given: Partial<Record<Role, string>>,
): Promise<Gatekeeper> {
  const tokens = await openTokens(root);
  return createGatekeeper(tokens, await openPasswords(root, given));
}

export function createGatekeeper(tokens: Tokens, passwords: Passwords): Gatekeeper {
  // A new token or password ends the logins that came of the old ones.
  const key = createHash('sha256')
    .update(JSON.stringify([tokens, passwords.hashes]))
    .digest('hex');
  return {
    operatorToken: tokens.operator,
    secrets: Object.values(tokens),
    hasPassword: passwords.hashes.operator !== undefined,
    roleOf: ({ authorization, cookie }) => {
      const bearer = /^Bearer (\S{1,256})$/i.exec(authorization ?? '')?.[1];
      if (bearer !== undefined) return roleOfToken(tokens, bearer);
      return cookie === undefined ? undefined : roleOfSession(cookie, key, Date.now());
    },
    roleOfPassword: (password) => roleOfPassword(passwords, password),
    roleOfToken: (token) => roleOfToken(tokens, token),
    sessionOf: (role) => signSession(role, key, Date.now()),
  };
}

/** Whether a role may do what another is needed for; throws the refusal. */
export function refuseRole(has: Role | undefined, needs: Role): void {
  if (has === 'operator' || has === needs) return;
  throw has === undefined
    ? new SurecastError('TOKEN_MISSING', 'The console does not know who asks.')
    : new SurecastError('ROLE_LACKING', 'This is for operators.');
}
