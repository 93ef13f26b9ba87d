import { readFileSync } from 'node:fs';

/** Around the token and the key of NATS's credentials, each. */
const mark = /^\s*-{3,}[^-\n][^\n]*-{3,}\s*$/gm;

/** Why a file can't be NATS's credentials, as the end of a sentence; undefined if it may be. Repeats nothing of it. */
export function whyNoCredentials(path: string): string | undefined {
  try {
    const marks = readFileSync(path, 'utf8').match(mark)?.length ?? 0;
    return marks >= 4 ? undefined : 'holds no credentials as NATS writes them';
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : String(error);
    return `can’t be read (${code})`;
  }
}
