import { createPrivateKey, createPublicKey, generateKeyPairSync, type KeyObject } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { SurecastError } from '../contract/surecast-error.ts';
import { writeDurably } from '../disk/durable-file.ts';

/**
 * The key that signs a data directory's receipts: made at first use, readable by its owner only.
 * @throws SurecastError `RECEIPT_KEY_UNREADABLE`
 */
export async function receiptKey(root: string): Promise<KeyObject> {
  const path = join(root, 'receipt-key.pem');
  const pem = await readIfThere(path);
  if (pem !== undefined) return parseKey(pem, path);
  const { privateKey } = generateKeyPairSync('ed25519');
  await writeDurably(path, Buffer.from(privateKey.export({ type: 'pkcs8', format: 'pem' })), 0o600);
  return privateKey;
}

async function readIfThere(path: string): Promise<Buffer | undefined> {
  try {
    return await readFile(path);
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined;
    if (code === 'ENOENT') return undefined;
    if (code === 'EISDIR') throw unreadable(path, 'it is a folder');
    throw error;
  }
}

function parseKey(pem: Buffer, path: string): KeyObject {
  try {
    const key = createPrivateKey(pem);
    if (key.asymmetricKeyType === 'ed25519') return key;
  } catch {
    // Not as the cause: a parser's words may repeat what it read.
    throw unreadable(path, 'it is empty or damaged');
  }
  throw unreadable(path, 'it is a key of another kind');
}

const unreadable = (path: string, why: string): SurecastError =>
  new SurecastError('RECEIPT_KEY_UNREADABLE', `The key that signs receipts, ${path}, can’t be read: ${why}.`);

/** The public half in PEM, as it stands on the receipt. */
export function publicKeyOf(privateKey: KeyObject): string {
  return createPublicKey(privateKey).export({ type: 'spki', format: 'pem' }).toString();
}
