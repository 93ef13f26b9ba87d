import type { UploadItem, UploadPage } from '../contract/api/upload-item.ts';
import type { Statements } from './statements.ts';

/** What a page of the queue shows. */
export type UploadPageQuery = {
  /** A broadcast's id; undefined: all of them. */
  readonly broadcastId?: number | undefined;
  readonly show: 'pending' | 'blocked' | 'all';
  readonly offset: number;
  readonly limit: number;
};

type ItemRow = Omit<UploadItem, 'error'> & {
  readonly errorCode: string | null;
  readonly errorMessage: string | null;
};

type Params = { broadcastId: number | null; limit: number; offset: number };

/** The conditions of the indexes, in their own words: only then does SQLite use them. */
const pending = "state IN ('queued', 'sending', 'stored', 'blocked')";
const open = "state IN ('sending', 'stored', 'blocked')";
const blocked = `${open} AND (state = 'blocked' OR state = 'sending' AND error_code IS NOT NULL)`;

/** Few uploads are blocked at a time: they are found by origin and put in order. */
const fromBlocked = `FROM origins o CROSS JOIN uploads u INDEXED BY uploads_open WHERE u.origin_id = o.id AND ${blocked}
  AND (@broadcastId IS NULL OR u.broadcast_id = @broadcastId)`;

/** The ids of a page: from an index alone, so that what lies before it costs next to nothing. */
const ids = {
  pending: `SELECT id FROM uploads INDEXED BY uploads_pending WHERE ${pending} ORDER BY id`,
  pendingOf: `SELECT id FROM uploads INDEXED BY uploads_pending_of WHERE broadcast_id = @broadcastId AND ${pending} ORDER BY id`,
  blocked: `SELECT u.id ${fromBlocked} ORDER BY u.id`,
  all: 'SELECT id FROM uploads ORDER BY id',
  allOf: 'SELECT id FROM uploads INDEXED BY uploads_of WHERE broadcast_id = @broadcastId ORDER BY id',
} as const;

/** The pending ones are counted by the database itself, see its triggers. */
const totals: Record<keyof typeof ids, string> = {
  pending: 'SELECT coalesce(sum(pending_files), 0) AS total FROM destinations',
  pendingOf:
    'SELECT coalesce(sum(pending_files), 0) AS total FROM destinations WHERE broadcast_id = @broadcastId',
  blocked: `SELECT count(*) AS total ${fromBlocked}`,
  all: 'SELECT count(*) AS total FROM uploads',
  allOf: 'SELECT count(*) AS total FROM uploads INDEXED BY uploads_of WHERE broadcast_id = @broadcastId',
};

/** The queue as people look at it. */
export class UploadPages {
  readonly #sql: Statements;

  constructor(sql: Statements) {
    this.#sql = sql;
  }

  /** A part of the queue, in the order of its numbers, and how many there are with the same filter. */
  page(query: UploadPageQuery, nowMs: number): UploadPage {
    const { broadcastId = null, limit, offset } = query;
    const kind = kindOf(query);
    const params = { broadcastId, limit, offset };
    const items = this.#sql
      .prepare<Params & { nowMs: number }, ItemRow>(itemsSql(kind))
      .all({ ...params, nowMs });
    const total = this.#sql.prepare<Params, { total: number }>(totals[kind]).get(params)?.total ?? 0;
    return { items: items.map(itemOf), total };
  }
}

function kindOf({ show, broadcastId }: UploadPageQuery): keyof typeof ids {
  if (show === 'blocked' || broadcastId === undefined) return show;
  return show === 'all' ? 'allOf' : 'pendingOf';
}

function itemsSql(kind: keyof typeof ids): string {
  return `SELECT u.id, b.name AS broadcast, o.url AS originUrl, f.key, f.kind, u.state, f.size_bytes AS sizeBytes, u.attempts,
      f.created_at_ms AS createdAtMs, u.verified_at_ms AS verifiedAtMs,
      iif(u.state IN ('queued', 'blocked') AND u.not_before_ms > @nowMs, u.not_before_ms, NULL) AS notBeforeMs,
      u.error_code AS errorCode, u.error_message AS errorMessage
    FROM (${ids[kind]} LIMIT @limit OFFSET @offset) AS page
      CROSS JOIN uploads u ON u.id = page.id CROSS JOIN files f ON f.id = u.file_id
      CROSS JOIN broadcasts b ON b.id = f.broadcast_id CROSS JOIN origins o ON o.id = u.origin_id ORDER BY page.id`;
}

function itemOf({ errorCode, errorMessage, ...row }: ItemRow): UploadItem {
  const error = errorCode === null ? null : { code: errorCode, message: errorMessage ?? '' };
  return { ...row, error };
}
