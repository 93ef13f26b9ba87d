import type { Change, Inode } from './disk.ts';
import type { SeededRandom } from './seeded-random.ts';

/** What becomes of the writes that no sync answered for. */
export const dataFates = ['nothing', 'everything', 'torn', 'zeros'] as const;

export type DataFate = (typeof dataFates)[number];

/**
 * A file's bytes after a power cut. What was synced is there. Of the rest, by its fate:
 * `nothing` is there; `everything` is; `torn`: each page of 4096 bytes is as it was at some moment since the sync, of its
 * own; `zeros`: the file has grown to its size, but its new bytes never arrived.
 *
 * Linux writes pages back, in any order (https://docs.kernel.org/filesystems/vfs.html), and one that never was is read
 * as zeros where the file's size says that it is there. A change of size is one thing in the order of the file's changes:
 * what was written after it is lost with it.
 */
export function survivingBytes(inode: Inode, fate: DataFate, random: SeededRandom): Buffer {
  const file = new GrowingBytes();
  for (const change of inode.changes.slice(0, inode.synced)) file.apply(change);
  const pending = inode.changes.slice(inode.synced);
  if (fate === 'everything') for (const change of pending) file.apply(change);
  if (fate === 'torn') tear(file, pending, random);
  const grows = inode.sizeBytes > file.sizeBytes;
  if (grows && fate === 'zeros') file.apply({ sizeBytes: inode.sizeBytes });
  if (grows && fate === 'torn' && random.chance(0.5))
    file.apply({ sizeBytes: random.integer(file.sizeBytes, inode.sizeBytes) });
  return file.bytes();
}

const pageBytes = 4096;

function tear(file: GrowingBytes, pending: readonly Change[], random: SeededRandom): void {
  const resized = pending.findLastIndex((change) => !('bytes' in change));
  const isResized = resized >= 0 && random.chance(0.5);
  const before = resized < 0 ? [] : pending.slice(0, resized + 1);
  if (isResized) for (const change of before) file.apply(change);
  if (resized >= 0 && !isResized) return;
  for (const changes of byPage(pending.slice(resized + 1)).values()) {
    const kept = random.pick([0, changes.length, random.integer(0, changes.length)]);
    for (const change of changes.slice(0, kept)) file.apply(change);
  }
}

type Write = Extract<Change, { readonly bytes: Buffer }>;

/** What the writes did to each page, in their order. */
function byPage(changes: readonly Change[]): Map<number, Write[]> {
  const pages = new Map<number, Write[]>();
  for (const change of changes) {
    if (!('bytes' in change)) continue;
    const end = change.offset + change.bytes.length;
    for (let page = Math.floor(change.offset / pageBytes); page * pageBytes < end; page += 1) {
      const offset = Math.max(change.offset, page * pageBytes);
      const bytes = change.bytes.subarray(
        offset - change.offset,
        Math.min(end, (page + 1) * pageBytes) - change.offset,
      );
      const within = pages.get(page) ?? [];
      pages.set(page, within);
      within.push({ offset, bytes });
    }
  }
  return pages;
}

/** A file's content as writes build it up; what was never written is zero. */
class GrowingBytes {
  #buffer = Buffer.alloc(4096);
  #sizeBytes = 0;

  get sizeBytes(): number {
    return this.#sizeBytes;
  }

  apply(change: Change): void {
    if (!('bytes' in change)) return this.#resize(change.sizeBytes);
    const end = change.offset + change.bytes.length;
    if (end > this.#sizeBytes) this.#resize(end);
    change.bytes.copy(this.#buffer, change.offset);
  }

  bytes(): Buffer {
    return this.#buffer.subarray(0, this.#sizeBytes);
  }

  #resize(sizeBytes: number): void {
    if (sizeBytes > this.#buffer.length) {
      const larger = Buffer.alloc(Math.max(sizeBytes, this.#buffer.length * 2));
      this.#buffer.copy(larger, 0, 0, this.#sizeBytes);
      this.#buffer = larger;
    }
    if (sizeBytes < this.#sizeBytes) this.#buffer.fill(0, sizeBytes, this.#sizeBytes);
    this.#sizeBytes = sizeBytes;
  }
}
