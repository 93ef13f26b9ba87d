import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { writeDurably } from '../disk/durable-file.ts';

const runRecordSchema = z.object({
  version: z.literal(1),
  pid: z.number().int().positive(),
  /** ISO time of the start. */
  startedAt: z.string(),
  /** Copy-pasteable, secrets replaced. */
  command: z.string(),
});

/** What `run.json` in a run's folder says about its FFmpeg. */
export type RunRecord = z.infer<typeof runRecordSchema>;

const fileName = 'run.json';

/** Writes run.json so that it is there whole, or not at all, also after a power cut. */
export async function writeRunRecord(runDirectory: string, record: RunRecord): Promise<void> {
  await writeDurably(join(runDirectory, fileName), Buffer.from(`${JSON.stringify(record, undefined, 2)}\n`));
}

/** Reads run.json; undefined if it is missing or not ours (then the process is searched for by the run's folder). */
export async function readRunRecord(runDirectory: string): Promise<RunRecord | undefined> {
  const text = await readFile(join(runDirectory, fileName), 'utf8').catch(() => undefined);
  if (text === undefined) return undefined;
  try {
    return runRecordSchema.safeParse(JSON.parse(text)).data;
  } catch {
    return undefined;
  }
}
