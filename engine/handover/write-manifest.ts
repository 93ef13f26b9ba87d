import { createHash } from 'node:crypto';
import { closeSync, fsyncSync, openSync, writeSync } from 'node:fs';
import type { Catalog } from '../../catalog/catalog.ts';
import { type ManifestHead, manifestEnd, manifestHead, manifestRow } from '../../contract/export-manifest.ts';

const batchBytes = 1024 * 1024;

/** Writes the manifest of a broadcast and fsyncs it. What it holds is checked as its reader will check it. */
export function writeManifest(path: string, head: ManifestHead, catalog: Catalog, broadcastId: number): void {
  const file = openSync(path, 'w');
  try {
    const hash = createHash('sha256');
    let lines = 0;
    let batch = '';
    const flush = (): void => {
      hash.update(batch);
      writeSync(file, batch);
      batch = '';
    };
    const add = (value: unknown): void => {
      batch += `${JSON.stringify(value)}\n`;
      lines += 1;
      if (batch.length > batchBytes) flush();
    };
    add(manifestHead.parse(head));
    for (const row of catalog.handover.rows(broadcastId)) add(manifestRow.parse(row));
    flush();
    const end = manifestEnd.parse({ type: 'end', lines, sha256: hash.digest('hex') });
    writeSync(file, `${JSON.stringify(end)}\n`);
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
}
