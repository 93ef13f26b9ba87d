import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { z } from 'zod';

/** What is written down of a running engine, so that the next shell finds it if this one dies. For its owner alone to read. */
const engineRecord = z.strictObject({
  pid: z.number().int().positive(),
  url: z.string(),
  token: z.string(),
});
export type EngineRecord = z.infer<typeof engineRecord>;

export async function readEngineRecord(path: string): Promise<EngineRecord | undefined> {
  const text = await readFile(path, 'utf8').catch(() => '');
  try {
    return engineRecord.safeParse(JSON.parse(text)).data;
  } catch {
    return undefined;
  }
}

export async function writeEngineRecord(path: string, record: EngineRecord): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  const beside = `${path}.new`;
  await writeFile(beside, JSON.stringify(record), { mode: 0o600 });
  await rename(beside, path);
}

export async function forgetEngineRecord(path: string): Promise<void> {
  await rm(path, { force: true });
}
