import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import SqliteDatabase from 'better-sqlite3';
import type { HandoverEntry } from '../../catalog/handover.ts';
import type { ManifestFile, ManifestRow } from '../../contract/export-manifest.ts';
import { SurecastError } from '../../contract/surecast-error.ts';
import { loseFile } from './lose-file.ts';
import type { Desk } from './owned-catalog.ts';
import { invalid, type Manifest, manifestRows } from './read-manifest.ts';

export type EntryOptions = {
  /** The row of this catalog that it replaces: the same broadcast, come back. */
  readonly replaces: number | undefined;
  /** Files that are not what they must be: they become gaps. */
  readonly damaged: readonly ManifestFile[];
  /** What an origin is called here. */
  readonly urlOf: (url: string) => string;
};

/**
 * Enters a broadcast in one transaction that is safe against a power cut when this returns. Its carried files must be
 * in their places by then.
 * @throws SurecastError `EXPORT_INVALID`: nothing is entered
 */
export function enterManifest({ root, catalog }: Desk, manifest: Manifest, options: EntryOptions): void {
  try {
    catalog.durably(() => {
      if (options.replaces !== undefined) catalog.handover.remove(options.replaces);
      const entry = catalog.handover.begin(manifest.head);
      for (const row of manifestRows(manifest.path)) enterRow(root, entry, row, options);
      for (const file of options.damaged) {
        const message = `${file.path} was damaged on its way here`;
        loseFile(catalog, { id: entry.fileId(file.id), kind: file.kind }, message);
      }
      const sound = manifest.carried.filter(
        (file) => file.kind === 'init' && !options.damaged.includes(file),
      );
      for (const file of sound)
        catalog.initSections.keep(entry.fileId(file.id), readFileSync(join(root, file.path)));
    });
  } catch (error) {
    if (error instanceof SurecastError) throw error;
    if (error instanceof SqliteDatabase.SqliteError && !error.code.startsWith('SQLITE_CONSTRAINT'))
      throw error;
    throw invalid(manifest.path, `its rows contradict each other (${messageOf(error)})`);
  }
}

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

function enterRow(root: string, entry: HandoverEntry, row: ManifestRow, options: EntryOptions): void {
  switch (row.type) {
    case 'variant':
      return entry.variant(row);
    case 'origin':
      return entry.origin({ ...row, url: options.urlOf(row.url) });
    case 'run':
      return entry.run(row);
    case 'file': {
      const path = pathHere(row, (originId) => entry.originId(originId));
      return entry.file(row, path, existsSync(join(root, path)));
    }
    case 'segment':
      return entry.segment(row);
    case 'upload':
      return entry.upload(row);
    case 'live-gap':
      return entry.liveGap(row);
  }
}

/** Playlists and receipts lie under the number that their origin has in the catalog: here it may be another one. */
export function pathHere(file: ManifestFile, originId: (manifestId: number) => number): string {
  const parts = /^(.*\/(?:playlists\/|receipt-))(\d+)(\/.*|\.json)$/.exec(file.path);
  const isOfOrigin = file.kind !== 'segment' && file.kind !== 'init';
  if (!isOfOrigin) return file.path;
  const [, before, number, after] = parts ?? [];
  if (number === undefined) throw new Error(`${file.path} belongs to no origin`);
  return `${before}${originId(Number(number))}${after}`;
}
