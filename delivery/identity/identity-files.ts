import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { writeDurably } from '../../disk/durable-file.ts';

/** What lies in the folders of a network and of its nodes (contract/network/network-file.ts). */
export const identityFiles = {
  network: 'network.json',
  authority: 'ca.pem',
  authorityKey: 'ca-key.pem',
  tokenKey: 'token-key.pem',
  certificate: 'node.pem',
  key: 'node-key.pem',
} as const;

const secret = 0o600;

/** Writes a file that only this user may read. */
export const writeSecret = (directory: string, name: string, text: string): Promise<void> =>
  writeDurably(join(directory, name), Buffer.from(text), secret);

export const writePublic = (directory: string, name: string, text: string): Promise<void> =>
  writeDurably(join(directory, name), Buffer.from(text));

/** A file's text; undefined if it is not there. */
export async function readIfThere(directory: string, name: string): Promise<string | undefined> {
  try {
    return await readFile(join(directory, name), 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && ['ENOENT', 'ENOTDIR'].includes(String(error.code)))
      return undefined;
    throw error;
  }
}
