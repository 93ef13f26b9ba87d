import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Database } from 'better-sqlite3';
import { openDatabase } from '../../catalog/open-database.ts';
import { Statements } from '../../catalog/statements.ts';
import { addSegment, makeBroadcast, type TestBroadcast } from '../../catalog/testing/test-broadcast.ts';
import type { UploadRow } from '../../catalog/upload-rows.ts';
import type { UploadEvent, UploadState } from '../../catalog/upload-transition.ts';
import { Uploads } from '../../catalog/uploads.ts';
import type { OriginGate } from '../origin-gate.ts';
import { Uplink } from '../uplink.ts';
import { defaultUplinkLimits, type UplinkLimits } from '../uplink-limits.ts';
import type { ConflictVerdict } from '../uplink-options.ts';

/** Uploads of a catalog whose disk may be full. */
class UploadsOnFullDisk extends Uploads {
  isFull = false;

  override apply(id: number, event: UploadEvent): boolean {
    if (this.isFull) throw new Error('SQLITE_FULL');
    return super.apply(id, event);
  }
}

/** What an uplink said, in order. */
export type News =
  | { readonly type: 'verified' | 'lost'; readonly upload: UploadRow }
  | { readonly type: 'gate'; readonly gate: OriginGate }
  | { readonly type: 'died'; readonly reason: string }
  | { readonly type: 'capabilities' }
  | { readonly type: 'trouble'; readonly error: unknown };

const quickLimits: UplinkLimits = {
  ...defaultUplinkLimits,
  transfersPerWorker: 1,
  unstable: { retryMinMs: 10, retryMaxMs: 100 },
  blocked: { retryMinMs: 10, retryMaxMs: 50 },
  object: { retryMinMs: 10, retryMaxMs: 50 },
  patienceMs: () => 20_000,
};

/** A real uplink with its worker threads, a real catalog, and an origin in a folder of the test's directory. */
export class UplinkWorld {
  readonly broadcast: TestBroadcast;
  readonly news: News[] = [];
  readonly uplink: Uplink;
  readonly #waiting = new Set<() => void>();
  readonly #database: Database;
  readonly uploads: UploadsOnFullDisk;
  conflictVerdict: ConflictVerdict = 'foreign';

  constructor(root: string, limits: Partial<UplinkLimits> = {}, originDirectory = join(root, 'origin')) {
    const originUrl = `file:${originDirectory}`;
    this.broadcast = makeBroadcast(root, { originUrls: [originUrl] });
    this.#database = openDatabase(join(root, 'catalog.db'));
    this.uploads = new UploadsOnFullDisk(new Statements(this.#database));
    const note = (news: News) => {
      this.news.push(news);
      for (const look of this.#waiting) look();
    };
    this.uplink = new Uplink({
      originId: this.originId,
      originUrl,
      capabilities: undefined,
      dataDirectory: root,
      uploads: this.uploads,
      limits: { ...quickLimits, ...limits },
      listener: {
        onVerified: (upload) => note({ type: 'verified', upload }),
        restore: () => Promise.resolve(false),
        onLost: (upload) => note({ type: 'lost', upload }),
        onConflict: () => this.conflictVerdict,
        onGate: (gate) => note({ type: 'gate', gate }),
        onCapabilities: () => note({ type: 'capabilities' }),
        onWorkerDied: (reason) => note({ type: 'died', reason }),
        onTrouble: (error) => note({ type: 'trouble', error }),
      },
    });
  }

  get originId(): number {
    return this.broadcast.originIds[0] ?? 0;
  }

  /** Enters a segment and writes its file. @returns the absolute path of the file */
  add(bytes = `bytes ${Math.random()}`): string {
    const fileId = addSegment(this.broadcast, {
      variantId: this.broadcast.variantIds[0] ?? 0,
      bytes: Buffer.from(bytes),
    });
    const row = this.broadcast.catalog.media.file(fileId ?? 0);
    const path = join(this.broadcast.root, row?.path ?? '');
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, bytes);
    return path;
  }

  /** States of all uploads, in the order in which they were entered. */
  states(): (UploadState | undefined)[] {
    const { uploads } = this.broadcast.catalog;
    const states: (UploadState | undefined)[] = [];
    for (let id = 1; ; id += 1) {
      const row = uploads.byId(id);
      if (row === undefined) return states;
      states.push(row.state);
    }
  }

  count(type: News['type']): number {
    return this.news.filter((news) => news.type === type).length;
  }

  /** Resolves when the news are as asked. */
  until(isSo: () => boolean): Promise<void> {
    return new Promise((resolve) => {
      const look = () => {
        if (!isSo()) return;
        this.#waiting.delete(look);
        resolve();
      };
      this.#waiting.add(look);
      look();
    });
  }

  objectText(upload: UploadRow): string {
    const [origin] = this.broadcast.catalog.broadcasts.destinations(this.broadcast.broadcastId);
    return readFileSync(join(origin?.url.slice('file:'.length) ?? '', upload.key), 'utf8');
  }

  async close(): Promise<void> {
    await this.uplink.stop(0);
    this.broadcast.catalog.close();
    this.#database.close();
  }
}
