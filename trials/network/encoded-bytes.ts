import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';

/** What an encoder recorded of one variant: all its segments, joined, and each. */
export type EncodedBytes = {
  readonly sha256: string;
  readonly bytes: number;
  readonly segments: ReadonlySet<string>;
};

/** Reads the segments of a data directory in their order. */
export async function readEncoded(
  dataDirectory: string,
  broadcast: string,
  variant: string,
): Promise<EncodedBytes> {
  const folder = join(dataDirectory, 'broadcasts', broadcast, variant);
  const names = (await readdir(folder)).filter((name) => name.endsWith('.ts')).sort();
  const whole = createHash('sha256');
  const segments = new Set<string>();
  let bytes = 0;
  for (const name of names) {
    const own = createHash('sha256');
    for await (const chunk of createReadStream(join(folder, name))) {
      whole.update(chunk);
      own.update(chunk);
      bytes += chunk.length;
    }
    segments.add(own.digest('hex'));
  }
  return { sha256: whole.digest('hex'), bytes, segments };
}
