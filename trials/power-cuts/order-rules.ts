import assert from 'node:assert/strict';
import { basename, dirname } from 'node:path';
import { Disk, type Inode } from './disk.ts';
import type { FileOperation } from './file-operation.ts';

/** What a whole recording shows of the order in which the program makes things safe. */
export type OrderFindings = {
  /** Files that were given their final name, all after they had been fsynced. */
  readonly renamed: number;
  /** Files named in the catalog, all after their names had been fsynced. */
  readonly named: number;
  /** Objects put to the origin, all after the commit that names them had been fsynced. */
  readonly put: number;
  /** Log files removed, all after the commits made of them had been fsynced. */
  readonly recycled: number;
  /** The longest that bytes of FFmpeg's waited for their fsync, milliseconds. */
  readonly longestUnsyncedMs: number;
};

const mediaName = /^(\d{8}-[0-9a-f]{12}\.(ts|m4s)|init-[0-9a-f]{12}\.mp4)$/;
const logName = /^log-\d{6}\.(ts|mp4)$/;

/**
 * Reads off a recording, operation by operation, that each promise is safe before what relies on it.
 * @param root holds `data` and `origin`
 * @throws AssertionError for one that is not
 */
export function checkOrder(operations: readonly FileOperation[], root: string): OrderFindings {
  const rules = new OrderRules(root);
  for (const operation of operations) rules.see(operation);
  return rules.findings;
}

class OrderRules {
  readonly #disk: Disk;
  readonly #root: string;
  /** Media files below the data directory, by name. */
  readonly #files = new Map<string, string>();
  /** Of each media file, how much of the catalog's log there was with the write that first named it. */
  readonly #namedAt = new Map<string, { readonly wal: Inode; readonly changes: number }>();
  readonly #waiting = new Map<Inode, number>();
  #renamed = 0;
  #put = 0;
  #recycled = 0;
  #longestUnsyncedMs = 0;

  constructor(root: string) {
    this.#root = root;
    this.#disk = new Disk(root);
  }

  get findings(): OrderFindings {
    return {
      renamed: this.#renamed,
      named: this.#namedAt.size,
      put: this.#put,
      recycled: this.#recycled,
      longestUnsyncedMs: this.#longestUnsyncedMs,
    };
  }

  see(operation: FileOperation): void {
    const isOurs = operation.path.startsWith(`${this.#root}/data/`);
    if (isOurs) this.#before(operation);
    else if (operation.type === 'rename' || operation.type === 'link') this.#beforePut(operation.to);
    this.#disk.apply(operation);
    if (isOurs) this.#after(operation);
  }

  #before(operation: FileOperation): void {
    if (operation.type === 'rename') {
      this.#assertSynced(operation.path, `${operation.path} is synced before it is renamed`);
      this.#renamed += 1;
      this.#files.set(basename(operation.to), operation.to);
    }
    if (operation.type === 'remove' && logName.test(basename(operation.path))) {
      for (const name of this.#namedAt.keys()) this.#assertCommitted(name, `${operation.path} is removed`);
      this.#recycled += 1;
    }
  }

  #after(operation: FileOperation): void {
    const inode = this.#disk.at(operation.path);
    if (inode === undefined) return;
    if (operation.type === 'write' && operation.path.endsWith('/catalog.db-wal'))
      this.#noteNames(operation.bytes, inode);
    if (logName.test(basename(operation.path))) this.#timeSync(operation, inode);
  }

  /** Which media files a page of the catalog names for the first time. */
  #noteNames(page: Buffer, wal: Inode): void {
    for (const [name, path] of this.#files) {
      if (this.#namedAt.has(name) || !mediaName.test(name) || !page.includes(name)) continue;
      this.#assertSynced(path, `${path} is synced before the catalog names it`);
      this.#assertNamed(path);
      this.#namedAt.set(name, { wal, changes: wal.changes.length });
    }
  }

  /** The name of the file, and those of the folders above it. */
  #assertNamed(path: string): void {
    for (let each = path; each !== this.#root; each = dirname(each)) {
      const inode = this.#disk.at(each);
      const change = this.#disk.nameChanges.findLast((one) => one.inode === inode);
      assert.ok(change?.synced, `the name ${each} is synced before the catalog names ${path}`);
    }
  }

  #beforePut(path: string): void {
    const name = basename(path);
    if (!mediaName.test(name)) return;
    this.#assertCommitted(name, 'it is put to the origin');
    this.#put += 1;
  }

  #assertCommitted(name: string, before: string): void {
    const named = this.#namedAt.get(name);
    assert.ok(
      named !== undefined && named.wal.synced >= named.changes,
      `the commit that names ${name} is synced before ${before}`,
    );
  }

  #assertSynced(path: string, rule: string): void {
    const inode = this.#disk.at(path);
    assert.ok(inode !== undefined && inode.synced === inode.changes.length, rule);
  }

  #timeSync({ type, unixMs }: FileOperation, log: Inode): void {
    const since = this.#waiting.get(log);
    if (type === 'write' && since === undefined) this.#waiting.set(log, unixMs);
    if (type !== 'sync') return;
    if (since !== undefined) this.#longestUnsyncedMs = Math.max(this.#longestUnsyncedMs, unixMs - since);
    this.#waiting.delete(log);
  }
}
