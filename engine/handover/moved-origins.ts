import { lstat } from 'node:fs/promises';
import { join } from 'node:path';
import type { ManifestFile } from '../../contract/export-manifest.ts';
import { parseOriginUrl } from '../../contract/origin-url.ts';
import { SurecastError } from '../../contract/surecast-error.ts';
import { type Manifest, manifestRows } from './read-manifest.ts';

/** What `file:` origins are called on this machine, by what they were called where the export was made. */
export type MovedOrigins = ReadonlyMap<string, string>;

/**
 * Sees to it that each folder that still lacks something was named for this machine, and holds what was verified there:
 * its ended playlist will name it.
 * @param known URLs that need not be named: those that the broadcast had here before
 * @throws SurecastError `ORIGIN_ELSEWHERE`
 */
export async function checkFolders(
  manifest: Manifest,
  moved: MovedOrigins,
  known: readonly string[],
): Promise<void> {
  const lacking = manifest.origins.filter(({ complete, url }) => complete === 0 && url.startsWith('file:'));
  for (const { id, url } of lacking) {
    const here = moved.get(url) ?? (known.includes(url) ? url : undefined);
    if (here === undefined) {
      throw new SurecastError(
        'ORIGIN_ELSEWHERE',
        `${manifest.head.broadcast.name} is also meant for ${url}, a folder of the machine that exported it.`,
      );
    }
    await checkFolder(manifest, id, here);
  }
  const urls = manifest.origins.map(({ url }) => moved.get(url) ?? url);
  if (new Set(urls).size < urls.length)
    throw new SurecastError('ORIGIN_ELSEWHERE', 'Two origins of the broadcast would be one here.');
}

async function checkFolder({ path, head }: Manifest, originId: number, url: string): Promise<void> {
  const origin = parseOriginUrl(url);
  if (origin.kind !== 'file') return;
  const files = new Map<number, ManifestFile>();
  for (const row of manifestRows(path)) {
    if (row.type === 'file' && (row.kind === 'segment' || row.kind === 'init')) files.set(row.id, row);
    if (row.type !== 'upload' || row.originId !== originId || row.state !== 'verified') continue;
    const file = files.get(row.fileId);
    if (file === undefined) continue;
    const found = await lstat(join(origin.directory, file.key)).catch(() => undefined);
    if (found?.size === file.sizeBytes) continue;
    throw new SurecastError(
      'ORIGIN_ELSEWHERE',
      `${url} does not hold ${file.key}, which ${head.broadcast.name} has delivered already.`,
      { cause: originId },
    );
  }
}
