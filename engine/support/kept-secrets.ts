import { lstat, readdir, readFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';

const largestBytes = 64 * 1024;

/**
 * What a data directory itself keeps secret: the words of its files that only their owner may read (tokens, passwords, keys of
 * origins, the key of the receipts). None of these files is shown; this is so that nothing else repeats them.
 */
export async function keptSecrets(root: string): Promise<string[]> {
  const names = await readdir(root).catch(() => []);
  const texts = await Promise.all(names.map((name) => readIfSecret(join(root, name))));
  return texts.flatMap((text) => wordsOf(text));
}

async function readIfSecret(path: string): Promise<string> {
  try {
    const found = await lstat(path);
    const isForOwnerAlone = (found.mode & 0o077) === 0;
    if (!found.isFile() || !isForOwnerAlone || found.size > largestBytes) return '';
    const text = await readFile(path, 'utf8');
    // The catalog's files are for their owner alone as well, where the system makes all files so.
    return text.includes('\0') ? '' : text;
  } catch {
    return '';
  }
}

const leastLength = 8;

/** The texts of JSON, else each line: names of settings are none of them. */
function wordsOf(text: string): string[] {
  try {
    return textsOf(JSON.parse(text));
  } catch {
    return text.split(/\s+/).filter((word) => word.length >= leastLength);
  }
}

function textsOf(value: unknown): string[] {
  if (typeof value === 'string') return value.length >= leastLength && !isAddress(value) ? [value] : [];
  if (typeof value !== 'object' || value === null) return [];
  return Object.values(value).flatMap(textsOf);
}

/** An origin's URL stands beside its keys, and everywhere else. */
const isAddress = (text: string): boolean => /^(s3:|file:|https?:)/.test(text);

/** The keys of AWS's own file of profiles, whichever of them is in use. */
export async function profileSecrets(env: NodeJS.ProcessEnv): Promise<string[]> {
  const path = env['AWS_SHARED_CREDENTIALS_FILE'] || join(homedir(), '.aws', 'credentials');
  const text = await readFile(path, 'utf8').catch(() => '');
  const keys = /^\s*aws_(?:access_key_id|secret_access_key|session_token)\s*=\s*(\S+)/gm;
  return [...text.matchAll(keys)].flatMap(([, key]) => key ?? []);
}
