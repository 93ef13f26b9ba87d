import { randomUUID } from 'node:crypto';
import { readdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { BroadcastRow } from '../../catalog/broadcasts.ts';
import type { CarriedFile } from '../../catalog/handover.ts';
import { carriedPath, exportFolder, exportFormat, manifestName } from '../../contract/export-manifest.ts';
import type { CopyProgress, ExportedBroadcast } from '../../contract/handover-report.ts';
import { SurecastError } from '../../contract/surecast-error.ts';
import { makeDirectoryDurably } from '../../disk/durable-file.ts';
import { syncDirectory } from '../../disk/sync-directory.ts';
import { restoreInit } from '../restore-init.ts';
import { copyFiles, refuse } from './copy-files.ts';
import { loseFile } from './lose-file.ts';
import type { Desk } from './owned-catalog.ts';
import { peekManifest } from './read-manifest.ts';
import { writeManifest } from './write-manifest.ts';

/**
 * Writes a broadcast with what its origins still lack into a folder below `directory`, and marks it as handed over.
 * The manifest gets its name last: before that there is no export, after it there is a whole one. Run again it goes on
 * where it stopped.
 * @throws SurecastError `EXPORT_EXISTS`, `EXPORT_UNWRITABLE`, `DISK_FULL`
 */
export async function exportBroadcast(
  desk: Desk,
  broadcast: BroadcastRow & { readonly phase: 'delivering' | 'complete' },
  directory: string,
  onProgress: CopyProgress,
): Promise<ExportedBroadcast> {
  const folder = join(directory, exportFolder(broadcast.name));
  const manifest = join(folder, manifestName);
  refuseOthers(manifest, broadcast);
  try {
    await makeDirectoryDurably(folder);
    await rm(manifest, { force: true });
    await syncDirectory(folder);
  } catch (error) {
    refuse({ target: folder }, error);
  }
  const lost = await copyCarried(desk, broadcast, folder, onProgress);
  const carried = desk.catalog.handover.carriedFiles(broadcast.id);
  const bytes = carried.reduce((sum, file) => sum + file.sizeBytes, 0);
  await removeStrangers(folder, carried);
  const lineage = lineageOf(desk, broadcast);
  try {
    const head = { carriedFiles: carried.length, carriedBytes: bytes, lineage };
    writeManifest(`${manifest}.tmp`, headOf(broadcast, head), desk.catalog, broadcast.id);
    // From here on it is not delivered from here: a kill must never leave two machines that both do.
    desk.catalog.durably(() =>
      desk.catalog.handover.handOver(broadcast.id, lineage, handedOverAtMs(broadcast)),
    );
    await rename(`${manifest}.tmp`, manifest);
    await syncDirectory(folder);
  } catch (error) {
    if (error instanceof SurecastError) throw error;
    refuse({ target: manifest }, error);
  }
  return {
    broadcast: broadcast.name,
    folder,
    files: carried.length,
    bytes,
    lostFiles: lost,
    folderOrigins: desk.catalog.broadcasts
      .destinations(broadcast.id)
      .filter((origin) => origin.complete === 0 && origin.url.startsWith('file:'))
      .map((origin) => origin.url),
  };
}

/** On FAT, `Show` and `show` are one folder. */
function refuseOthers(manifest: string, broadcast: BroadcastRow): void {
  const other = peekManifest(manifest)?.broadcast;
  if (other === undefined) return;
  if (other.name === broadcast.name && other.startedAtMs === broadcast.startedAtMs) return;
  throw new SurecastError(
    'EXPORT_EXISTS',
    `${manifest} is the export of another broadcast, ${other.name} of ${new Date(other.startedAtMs).toISOString()}.`,
  );
}

/** @returns how many files were not what was recorded any more */
async function copyCarried(
  { root, catalog }: Desk,
  broadcast: BroadcastRow,
  folder: string,
  onProgress: CopyProgress,
): Promise<number> {
  const carried = catalog.handover.carriedFiles(broadcast.id);
  for (const { id, kind } of carried) if (kind === 'init') await restoreInit({ root, catalog }, id);
  const files = carried.map((file) => ({
    ...file,
    source: join(root, file.path),
    target: join(folder, carriedPath(file.id)),
  }));
  const damaged = await copyFiles(files, (done) => onProgress(broadcast.name, done, files.length));
  for (const file of damaged) {
    catalog.durably(() => loseFile(catalog, file, `${file.path} is gone or not what was recorded`));
  }
  return damaged.length;
}

/** What an earlier export of the same broadcast carried and this one does not. */
async function removeStrangers(folder: string, carried: readonly CarriedFile[]): Promise<void> {
  const wanted = new Set(carried.map((file) => join(folder, carriedPath(file.id))));
  const entries = await readdir(join(folder, 'files'), { recursive: true, withFileTypes: true }).catch(
    () => [],
  );
  for (const entry of entries) {
    const path = join(entry.parentPath, entry.name);
    if (entry.isFile() && /^\d+\.bin(\..*tmp)?$/.test(entry.name) && !wanted.has(path)) await rm(path);
  }
}

/** Exported once more while it is handed over, it is the same export: whoever has either may go on. */
function lineageOf({ catalog }: Desk, broadcast: BroadcastRow): string[] {
  const lineage = catalog.handover.lineage(broadcast.id);
  return broadcast.handedOverAtMs === null ? [...lineage, randomUUID()] : lineage;
}

function handedOverAtMs(broadcast: BroadcastRow): number | null {
  return broadcast.phase === 'complete' ? null : (broadcast.handedOverAtMs ?? Date.now());
}

function headOf(
  broadcast: BroadcastRow & { readonly phase: 'delivering' | 'complete' },
  carried: { carriedFiles: number; carriedBytes: number; lineage: string[] },
) {
  const { name, phase, container, segmentMs, targetDurationSeconds, settings, startedAtMs, endedAtMs } =
    broadcast;
  return {
    type: 'export' as const,
    format: exportFormat,
    exportedAt: new Date().toISOString(),
    broadcast: { name, phase, container, segmentMs, targetDurationSeconds, settings, startedAtMs, endedAtMs },
    ...carried,
  } as const;
}
