import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';

const settingFile = z.object({ reserveMegabytes: z.number().nullable() });

const pathOf = (root: string): string => join(root, 'disk.json');

/** Leaves the configured reserve where `status` finds it. Worth nothing on a disk that can't be written: then not. */
export async function keepReserveSetting(root: string, reserveMegabytes: number | undefined): Promise<void> {
  const known = await readReserveSetting(root);
  if (known === reserveMegabytes) return;
  const text = JSON.stringify({ reserveMegabytes: reserveMegabytes ?? null });
  await writeFile(pathOf(root), `${text}\n`).catch(() => undefined);
}

/** What the engine was configured with; undefined: nothing of its own. */
export async function readReserveSetting(root: string): Promise<number | undefined> {
  try {
    const { reserveMegabytes } = settingFile.parse(JSON.parse(await readFile(pathOf(root), 'utf8')));
    return reserveMegabytes ?? undefined;
  } catch {
    return undefined;
  }
}
