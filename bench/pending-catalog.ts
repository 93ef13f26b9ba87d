/** A data directory with any number of pending uploads, made in seconds. */
import { createHash } from 'node:crypto';
import { linkSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { openCatalog } from '../catalog/catalog.ts';
import { openDatabase } from '../catalog/open-database.ts';
import { catalogPath } from '../engine/data-directory.ts';

/** What every file of it holds. */
const bytes = Buffer.from('A segment of a broadcast that waits for its link to return.\n');
const sha256 = createHash('sha256').update(bytes).digest('hex');
const folder = 'broadcasts/waiting/720p';
/** Fewer than the links that a file may have on ext4 (65,000). */
const linksPerFile = 50_000;

/**
 * Makes a broadcast whose capture has ended and of which nothing is delivered. The files are there, links to a few, so that
 * whoever looks at them at start really finds them.
 */
export function makePendingCatalog(data: string, uploads: number, originUrl: string): void {
  mkdirSync(data, { recursive: true });
  const catalog = openCatalog(catalogPath(data));
  const broadcastId = catalog.broadcasts.insert({
    name: 'waiting',
    container: 'ts',
    segmentMs: 2000,
    targetDurationSeconds: 2,
    settings: '{}',
    startedAtMs: 0,
    variants: [{ name: '720p', declaredKbps: 4000 }],
    originUrls: [originUrl],
  });
  const variantId = catalog.broadcasts.variants(broadcastId)[0]?.id ?? 0;
  const originId = catalog.broadcasts.destinations(broadcastId)[0]?.id ?? 0;
  const directory = 'broadcasts/waiting/runs/0001';
  const runId = catalog.runs.insert({ broadcastId, number: 1, directory, startedAtMs: 0, settings: '{}' });
  catalog.runs.end(runId);
  catalog.broadcasts.setPhase(broadcastId, 'delivering', Date.now());
  catalog.close();
  enterRows(data, { uploads, broadcastId, variantId, originId, runId });
  makeFiles(data, uploads);
}

function enterRows(data: string, row: Readonly<Record<string, number>>): void {
  const db = openDatabase(catalogPath(data));
  const sequences = 'WITH RECURSIVE n (i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i + 1 < @uploads)';
  const name = "printf('%08d-%012x.ts', i, i * 2654435761)";
  const statements = [
    `INSERT INTO files (id, broadcast_id, kind, variant_id, path, key, size_bytes, sha256, created_at_ms)
     SELECT i + 1, @broadcastId, 'segment', @variantId, '${folder}/' || ${name}, 'waiting/720p/' || ${name},
       ${bytes.length}, '${sha256}', i * 2000 FROM n`,
    `INSERT INTO segments (variant_id, sequence, run_id, file_id, start_pts, end_pts, program_date_time_ms, discontinuity, video_frames)
     SELECT @variantId, i, @runId, i + 1, i * 180000, (i + 1) * 180000, i * 2000, 0, 60 FROM n`,
    `INSERT INTO uploads (id, file_id, origin_id, state, priority) SELECT i + 1, i + 1, @originId, 'queued', 2 FROM n`,
  ];
  db.transaction(() => {
    for (const statement of statements) db.prepare(`${sequences} ${statement}`).run(row);
  })();
  db.pragma('wal_checkpoint(TRUNCATE)');
  db.close();
}

function makeFiles(data: string, count: number): void {
  mkdirSync(join(data, folder), { recursive: true });
  let source = '';
  for (let i = 0; i < count; i += 1) {
    const name = `${String(i).padStart(8, '0')}-${(i * 2654435761).toString(16).padStart(12, '0')}.ts`;
    const path = join(data, folder, name);
    if (i % linksPerFile === 0) {
      writeFileSync(path, bytes);
      source = path;
    } else linkSync(source, path);
  }
}
