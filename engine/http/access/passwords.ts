import { randomBytes, scrypt, timingSafeEqual } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import type { Role } from '../../../contract/api/routes.ts';
import { SurecastError } from '../../../contract/surecast-error.ts';
import { writeDurably } from '../../../disk/durable-file.ts';

const cost = { N: 2 ** 15, r: 8, p: 1, maxmem: 64 * 1024 * 1024 } as const;
const leastCharacters = 8;

const hashed = z.strictObject({ salt: z.base64url(), hash: z.base64url() });
const passwordFile = z.strictObject({ operator: hashed.optional(), viewer: hashed.optional() });
type Hashed = z.infer<typeof hashed>;

/** Passwords of the console, of which only hashes are kept. */
export type Passwords = {
  readonly hashes: Readonly<Partial<Record<Role, Hashed>>>;
};

/**
 * Passwords given now replace those kept in the data directory, where they stay hashed for later starts.
 * @throws SurecastError `LISTEN_REFUSED` for one that is too short
 */
export async function openPasswords(root: string, given: Partial<Record<Role, string>>): Promise<Passwords> {
  const path = join(root, 'console-passwords.json');
  const kept = await readFile(path, 'utf8').then(
    (text) => passwordFile.parse(JSON.parse(text)),
    () => ({}),
  );
  const added = await Promise.all(
    (Object.entries(given) as [Role, string][]).map(async ([role, text]) => [role, await hashOf(role, text)]),
  );
  const hashes = { ...kept, ...Object.fromEntries(added) };
  if (added.length > 0) await writeDurably(path, Buffer.from(`${JSON.stringify(hashes)}\n`), 0o600);
  return { hashes };
}

/** Whose password a text is; undefined: nobody's. */
export async function roleOfPassword({ hashes }: Passwords, text: string): Promise<Role | undefined> {
  for (const role of ['operator', 'viewer'] as const) {
    const kept = hashes[role];
    if (kept === undefined) continue;
    const expected = Buffer.from(kept.hash, 'base64url');
    const given = await derive(text, Buffer.from(kept.salt, 'base64url'));
    if (given.length === expected.length && timingSafeEqual(given, expected)) return role;
  }
  return undefined;
}

async function hashOf(role: Role, text: string): Promise<Hashed> {
  if (text.length < leastCharacters) {
    throw new SurecastError('LISTEN_REFUSED', `The console’s password for the ${role} is too short.`, {
      cure: `Choose one of ${leastCharacters} characters or more.`,
    });
  }
  const salt = randomBytes(16);
  const hash = await derive(text, salt);
  return { salt: salt.toString('base64url'), hash: hash.toString('base64url') };
}

function derive(text: string, salt: Buffer): Promise<Buffer> {
  const { promise, resolve, reject } = Promise.withResolvers<Buffer>();
  scrypt(text.normalize('NFKC'), salt, 32, cost, (error, key) => (error ? reject(error) : resolve(key)));
  return promise;
}
