import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Role } from '../../../contract/api/routes.ts';
import { writeDurably } from '../../../disk/durable-file.ts';

/** The tokens of a data directory's console: whoever has one needs no password. */
export type Tokens = Readonly<Record<Role, string>>;

const fileNames: Record<Role, string> = { operator: 'console-token', viewer: 'console-viewer-token' };

/** Reads the tokens, made at the first start, for their owner's eyes alone. */
export async function openTokens(root: string): Promise<Tokens> {
  return { operator: await openToken(root, 'operator'), viewer: await openToken(root, 'viewer') };
}

async function openToken(root: string, role: Role): Promise<string> {
  const path = join(root, fileNames[role]);
  const kept = (await readFile(path, 'utf8').catch(() => '')).trim();
  if (/^[\w-]{43,128}$/.test(kept)) return kept;
  const token = randomBytes(32).toString('base64url');
  // On a disk that takes no writes it holds for this life of the program: the broadcast comes first.
  await writeDurably(path, Buffer.from(`${token}\n`), 0o600).catch(() => undefined);
  return token;
}

/** Whose token a text is; undefined: nobody's. Takes as long for a near miss as for a far one. */
export function roleOfToken(tokens: Tokens, text: string): Role | undefined {
  const isOperator = isSame(text, tokens.operator);
  const isViewer = isSame(text, tokens.viewer);
  if (isOperator) return 'operator';
  return isViewer ? 'viewer' : undefined;
}

function isSame(a: string, b: string): boolean {
  const hash = (text: string) => createHash('sha256').update(text).digest();
  return timingSafeEqual(hash(a), hash(b));
}
