import type { Database } from 'better-sqlite3';

/** Enters `count` segments of a broadcast with an upload each; one in `pendingEvery` is pending, the others verified. */
export function enterUploads(
  db: Database,
  broadcast: { broadcastId: number; originId: number; count: number; pendingEvery: number },
): void {
  const numbers = 'WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < @count)';
  const first = Number(db.prepare('SELECT coalesce(max(id), 0) FROM files').pluck().get());
  const params = { ...broadcast, first };
  const statements = [
    `INSERT INTO files (id, broadcast_id, kind, path, key, size_bytes, sha256, created_at_ms)
     SELECT @first + i, @broadcastId, 'segment', 'path-' || (@first + i), 'key-' || i, 100, printf('%064d', i), i FROM n`,
    `INSERT INTO uploads (file_id, origin_id, state, priority) SELECT @first + i, @originId, 'queued', 2 FROM n`,
  ];
  db.transaction(() => {
    for (const statement of statements) db.prepare(`${numbers} ${statement}`).run(params);
    db.prepare(
      `UPDATE uploads SET state = 'verified', proof = 'sha256-attested', verified_at_ms = 1
       WHERE file_id > @first AND (file_id - @first) % @pendingEvery <> 0`,
    ).run({ first, pendingEvery: broadcast.pendingEvery });
  })();
}
