import { type FileHandle, open, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { syncDirectory } from '../disk/sync-directory.ts';

/** A place in a capture log: which of its files, and how many bytes into it. */
export type LogPosition = { readonly fileIndex: number; readonly fileOffset: number };

/** A stretch of the stream that lies in one file. */
type Span = { readonly fileIndex: number; readonly streamStart: number; readonly fileStart: number };

const chunkBytes = 1024 * 1024;

/** Name of the n-th file of a capture log, as FFmpeg's segment muxer is told to make it. */
export function logFileName(fileIndex: number, extension: string): string {
  return `log-${String(fileIndex).padStart(6, '0')}.${extension}`;
}

/**
 * Reads a capture log as one stream while FFmpeg appends to it. The log is a row of files (FFmpeg begins a new one now
 * and then so that the old ones can go); joined, they are one unbroken stream.
 * Stream offsets count from the position that the reader was opened at.
 */
export class CaptureLogReader {
  readonly #directory: string;
  readonly #extension: string;
  #position: LogPosition;
  #streamOffset = 0;
  #spans: Span[];
  #file: FileHandle | undefined;
  #writtenMs: number | undefined;
  /** Index of the newest file whose name is known to be safe. */
  #namedIndex = -1;

  constructor(directory: string, extension: string, from: LogPosition) {
    this.#directory = directory;
    this.#extension = extension;
    this.#position = from;
    this.#spans = [{ fileIndex: from.fileIndex, streamStart: 0, fileStart: from.fileOffset }];
  }

  /** The next bytes (at most 1 MiB, a buffer of the caller's own), or undefined when there is nothing new now. */
  async read(): Promise<Buffer | undefined> {
    for (;;) {
      const chunk = await this.#readFile();
      const nextIndex = chunk === undefined ? await this.#nextFile() : undefined;
      if (nextIndex === undefined) return chunk;
      // The next file exists, so this one is complete; it may have grown since it was read.
      const rest = await this.#readFile();
      if (rest !== undefined) return rest;
      await this.#openFile(nextIndex);
    }
  }

  /**
   * When FFmpeg had last written to the file of the newest bytes, Unix milliseconds: the moment at which they came, also
   * when they are read much later (but for those of a long stretch, which have the moment of its end).
   */
  get writtenMs(): number | undefined {
    return this.#writtenMs;
  }

  /** How far it has been read. */
  get position(): LogPosition {
    return this.#position;
  }

  /** Where a stream offset lies. An offset between two files belongs to the later one once that was opened. */
  positionOf(streamOffset: number): LogPosition {
    const span = this.#spans.findLast((candidate) => candidate.streamStart <= streamOffset);
    if (span === undefined) throw new RangeError(`stream offset ${streamOffset} is no longer known`);
    return { fileIndex: span.fileIndex, fileOffset: span.fileStart + streamOffset - span.streamStart };
  }

  /** Makes what FFmpeg has written so far safe against a power cut. */
  async sync(): Promise<void> {
    const { fileIndex } = this.#position;
    await this.#file?.datasync().catch((error: NodeJS.ErrnoException) => {
      // The reader went on to the next file meanwhile, and synced this one before.
      if (error.code !== 'EBADF') throw error;
    });
    if (this.#file === undefined || fileIndex <= this.#namedIndex) return;
    await syncDirectory(this.#directory).catch(ignoreMissing);
    this.#namedIndex = fileIndex;
  }

  /** Removes the files before the one given; everything in them must be safe elsewhere. */
  async recycleBefore(fileIndex: number): Promise<void> {
    for (const old of (await this.#fileIndexes()).filter((index) => index < fileIndex))
      await rm(this.#path(old), { force: true });
    this.#spans = this.#spans.filter((span) => span.fileIndex >= fileIndex);
  }

  async close(): Promise<void> {
    await this.#file?.close();
    this.#file = undefined;
  }

  async #readFile(): Promise<Buffer | undefined> {
    this.#file ??= await open(this.#path(this.#position.fileIndex), 'r').catch(ignoreMissing);
    if (this.#file === undefined) return undefined;
    const buffer = Buffer.allocUnsafeSlow(await this.#bytesAhead(this.#file));
    if (buffer.length === 0) return undefined;
    const { bytesRead } = await this.#file.read(buffer, 0, buffer.length, this.#position.fileOffset);
    if (bytesRead === 0) return undefined;
    this.#position = { ...this.#position, fileOffset: this.#position.fileOffset + bytesRead };
    this.#streamOffset += bytesRead;
    return buffer.subarray(0, bytesRead);
  }

  async #bytesAhead(file: FileHandle): Promise<number> {
    const { size, mtimeMs } = await file.stat();
    this.#writtenMs = mtimeMs;
    return Math.max(0, Math.min(chunkBytes, size - this.#position.fileOffset));
  }

  /** FFmpeg makes one after the other: a file that is not there while a later one is was removed by someone, and is passed over. */
  async #nextFile(): Promise<number | undefined> {
    const later = (await this.#fileIndexes()).filter((index) => index > this.#position.fileIndex);
    return later.length === 0 ? undefined : Math.min(...later);
  }

  /** None where somebody has removed the folder. */
  async #fileIndexes(): Promise<number[]> {
    const names = (await readdir(this.#directory).catch(ignoreMissing)) ?? [];
    return names
      .filter((name) => /^log-\d{6,}\./.test(name))
      .map((name) => Number.parseInt(name.slice(4), 10));
  }

  async #openFile(fileIndex: number): Promise<void> {
    // Its end may belong to a segment that is not cut yet.
    await this.sync();
    await this.close();
    this.#position = { fileIndex, fileOffset: 0 };
    this.#spans.push({ fileIndex, streamStart: this.#streamOffset, fileStart: 0 });
  }

  #path(fileIndex: number): string {
    return join(this.#directory, logFileName(fileIndex, this.#extension));
  }
}

function ignoreMissing(error: NodeJS.ErrnoException): undefined {
  if (error.code === 'ENOENT') return undefined;
  throw error;
}
