import { randomFill } from 'node:crypto';
import { type FileHandle, open, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { readDiskSpace } from '../../disk/free-space.ts';
import { syncDirectory } from '../../disk/sync-directory.ts';

const pieceBytes = 256 * 1024;
const fillWithNoise = promisify<Buffer, Buffer>(randomFill);

/** Path of the reserve's file in a data directory. */
export function reservePath(root: string): string {
  return join(root, 'reserve.bin');
}

/** The part of the reserve that a file holds, so that not even another program can take it; given back when needed. */
export class ReserveFile {
  readonly #path: string;
  readonly #root: string;
  #heldBytes = 0;

  constructor(root: string) {
    this.#root = root;
    this.#path = reservePath(root);
  }

  /** What it holds now, bytes. */
  get heldBytes(): number {
    return this.#heldBytes;
  }

  /** Takes over what an earlier life of the program left. */
  async find(): Promise<void> {
    const found = await stat(this.#path).catch(() => undefined);
    this.#heldBytes = found?.size ?? 0;
  }

  /**
   * Fills the file, with bytes that no file system makes smaller. One of another size is made anew.
   * @throws the system's error; then nothing is held
   */
  async hold(bytes: number): Promise<void> {
    if (bytes === this.#heldBytes) return;
    await this.giveBack();
    if (bytes === 0) return;
    try {
      const file = await open(this.#path, 'w', 0o600);
      try {
        await writeNoise(file, bytes);
        await file.sync();
      } finally {
        await file.close();
      }
      await syncDirectory(this.#root);
      this.#heldBytes = bytes;
    } catch (error) {
      await this.giveBack();
      throw error;
    }
  }

  /** Gives the space back to the disk. */
  async giveBack(): Promise<void> {
    this.#heldBytes = 0;
    await rm(this.#path, { force: true });
  }
}

/** One piece of memory serves for all of it: what was let go of piece by piece would be there until garbage is collected. */
async function writeNoise(file: FileHandle, bytes: number): Promise<void> {
  const piece = Buffer.alloc(Math.min(pieceBytes, bytes));
  for (let written = 0; written < bytes; written += piece.length)
    await file.writeFile((await fillWithNoise(piece)).subarray(0, bytes - written));
}

/** The reserve of a data directory that an engine takes up: on a disk that is full it is given back for the catalog to open. */
export async function findReserve(root: string): Promise<ReserveFile> {
  const reserve = new ReserveFile(root);
  await reserve.find();
  const { freeBytes } = await readDiskSpace(root);
  if (freeBytes < reserve.heldBytes / 4) await reserve.giveBack();
  return reserve;
}
