import { createInterface } from 'node:readline';
import { keysLine } from '../contract/keys-line.ts';
import { parseJson } from '../contract/parse-json.ts';
import { SurecastError } from '../contract/surecast-error.ts';
import type { KeyStore } from '../engine/origin-access/key-store.ts';
import { MemoryKeyStore } from '../engine/origin-access/memory-key-store.ts';

const patienceMs = 10_000;

/**
 * Takes the keys that whoever started the program hands over on standard input: one line of JSON. They stay in memory.
 * @throws SurecastError `USAGE`, which repeats nothing of the line
 */
export async function keysFromStdin(): Promise<KeyStore> {
  const parsed = keysLine.safeParse(parseJson(await firstLine()));
  if (!parsed.success)
    throw new SurecastError('USAGE', 'Standard input holds no line {"originKeys":[…]} of origin keys.');
  const store = new MemoryKeyStore();
  for (const { originUrl, ...keys } of parsed.data.originKeys) await store.keep(originUrl, keys);
  return store;
}

async function firstLine(): Promise<string> {
  const lines = createInterface({ input: process.stdin, crlfDelay: Number.POSITIVE_INFINITY });
  const { promise, resolve } = Promise.withResolvers<string>();
  const timer = setTimeout(() => resolve(''), patienceMs);
  lines.once('line', resolve).once('close', () => resolve(''));
  try {
    return await promise;
  } finally {
    clearTimeout(timer);
    lines.close();
    // Whoever started the program may keep it open for as long as it likes.
    process.stdin.pause();
    if ('unref' in process.stdin) process.stdin.unref();
  }
}
