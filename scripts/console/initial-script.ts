import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { z } from 'zod';

const manifestSchema = z.record(
  z.string(),
  z.object({
    file: z.string(),
    isEntry: z.boolean().optional(),
    imports: z.array(z.string()).optional(),
    css: z.array(z.string()).optional(),
  }),
);

/** The scripts that the page loads before anything is asked for. */
export type InitialScript = {
  /** gzip, each file by itself, as a server sends them. */
  readonly compressedBytes: number;
  readonly files: readonly { readonly file: string; readonly compressedBytes: number }[];
};

/** Follows the built page's entry and what it imports statically. @param dist absolute, built with a manifest */
export async function initialScript(dist: string): Promise<InitialScript> {
  const manifest = manifestSchema.parse(JSON.parse(await readFile(join(dist, 'manifest.json'), 'utf8')));
  const chunks = new Set<string>();
  const follow = (name: string): void => {
    const chunk = manifest[name];
    if (chunk === undefined || chunks.has(name)) return;
    chunks.add(name);
    for (const imported of chunk.imports ?? []) follow(imported);
  };
  for (const [name, { isEntry }] of Object.entries(manifest)) if (isEntry === true) follow(name);
  const names = [...new Set([...chunks].map((name) => manifest[name]?.file ?? ''))];
  const files = await Promise.all(
    names
      .filter((file) => file.endsWith('.js'))
      .map(async (file) => ({ file, compressedBytes: gzipSync(await readFile(join(dist, file))).length })),
  );
  return { files, compressedBytes: files.reduce((sum, { compressedBytes }) => sum + compressedBytes, 0) };
}
