import { open, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { type SensesRingName, sensesFileName, sensesRing } from '../../encoder/senses-args.ts';
import { type AviChunk, AviChunks } from './avi-chunks.ts';

/** Packets that came since the last look, and when the newest of them was written (Unix milliseconds). */
export type RingNews = { readonly chunks: readonly AviChunk[]; readonly writtenAtMs: number };

type RingFile = { readonly index: number; readonly sizeBytes: number; readonly mtimeMs: number };

/** After so long without a look the ring may have come round: what is newest is read from its start. */
const longestAbsenceMs = 2_000;
/** Far above what a second of picture and sound takes. */
const largestReadBytes = 32 << 20;

/**
 * Follows one ring that FFmpeg writes. It holds nothing open and leaves nothing behind: whether it reads, and how
 * slowly, is nothing to the writer.
 */
export class RingReader {
  readonly #directory: string;
  readonly #ring: SensesRingName;
  #parser = new AviChunks();
  #at: { readonly index: number; readonly offset: number } | undefined;
  #lookedAtMs = Number.NEGATIVE_INFINITY;

  constructor(directory: string, ring: SensesRingName) {
    this.#directory = directory;
    this.#ring = ring;
  }

  /** What is new; nothing when there is no ring, or when it can't be read. */
  async read(): Promise<RingNews> {
    const files = await this.#files();
    const nowMs = performance.now();
    if (nowMs - this.#lookedAtMs > longestAbsenceMs) this.#at = undefined;
    this.#lookedAtMs = nowMs;
    const chunks: AviChunk[] = [];
    try {
      for (const piece of piecesSince(this.#at, files)) chunks.push(...(await this.#readPiece(piece)));
    } catch {
      // Written anew in the middle of it: begun again with the next look.
      this.#at = undefined;
    }
    return { chunks, writtenAtMs: Math.max(0, ...files.map(({ mtimeMs }) => mtimeMs)) };
  }

  async #readPiece({ file, offset }: { file: RingFile; offset: number }): Promise<readonly AviChunk[]> {
    if (offset === 0) this.#parser = new AviChunks();
    const bytes = await readFrom(this.#path(file.index), offset, file.sizeBytes - offset);
    this.#at = { index: file.index, offset: offset + bytes.length };
    return this.#parser.push(bytes);
  }

  async #files(): Promise<readonly RingFile[]> {
    const indexes = Array.from({ length: sensesRing.files }, (_, index) => index);
    const found = await Promise.all(
      indexes.map(async (index) => {
        const file = await stat(this.#path(index)).catch(() => undefined);
        return file && { index, sizeBytes: file.size, mtimeMs: file.mtimeMs };
      }),
    );
    return found.filter((file) => file !== undefined);
  }

  #path(index: number): string {
    return join(this.#directory, sensesFileName(this.#ring, index));
  }
}

/**
 * What there is to read after a place in the ring: the rest of its file, then the files that were begun since.
 * @returns `offset` 0 begins a file
 */
export function piecesSince(
  at: { readonly index: number; readonly offset: number } | undefined,
  files: readonly RingFile[],
): readonly { readonly file: RingFile; readonly offset: number }[] {
  const newest = newestOf(at?.index, files);
  if (newest === undefined) return [];
  const current = files.find(({ index }) => index === at?.index);
  if (at === undefined || current === undefined || current.sizeBytes < at.offset) {
    return [{ file: newest, offset: 0 }];
  }
  const distance = (newest.index - at.index + sensesRing.files) % sensesRing.files;
  const later = Array.from({ length: distance }, (_, step) =>
    files.find(({ index }) => index === (at.index + step + 1) % sensesRing.files),
  ).filter((file) => file !== undefined && file.mtimeMs >= current.mtimeMs);
  return [
    { file: current, offset: at.offset },
    ...later.flatMap((file) => (file === undefined ? [] : [{ file, offset: 0 }])),
  ];
}

/** Of two of the same moment, the one that is being read: the other shows itself with its next packet. */
function newestOf(currentIndex: number | undefined, files: readonly RingFile[]): RingFile | undefined {
  return files.toSorted(
    (a, b) => b.mtimeMs - a.mtimeMs || Number(b.index === currentIndex) - Number(a.index === currentIndex),
  )[0];
}

async function readFrom(path: string, offset: number, length: number): Promise<Buffer> {
  if (length === 0) return Buffer.alloc(0);
  if (length > largestReadBytes) throw new RangeError(`${length} bytes at once`);
  const file = await open(path, 'r');
  try {
    const buffer = Buffer.alloc(length);
    const { bytesRead } = await file.read(buffer, 0, length, offset);
    return buffer.subarray(0, bytesRead);
  } finally {
    await file.close();
  }
}
