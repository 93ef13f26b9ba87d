import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SurecastError } from '../contract/surecast-error.ts';
import { systemErrorCode } from './system-error-code.ts';

/** Bytes that wait for their turn, in memory or in a temporary file. */
export type Held = {
  readonly sizeBytes: number;
  /** Gives the bytes back and frees their place; once. */
  take(): Promise<Uint8Array>;
};

/**
 * Holds verified segments until they are due: in memory up to a limit, beyond it in temporary files, so that a long
 * delay needs disk and not memory.
 */
export class HeldBytes {
  readonly #memoryMaxBytes: number;
  #memoryBytes = 0;
  #folder: Promise<string> | undefined;
  #fileCount = 0;

  constructor(memoryMaxBytes: number) {
    this.#memoryMaxBytes = memoryMaxBytes;
  }

  /** @throws SurecastError `DISK_FULL`. */
  async hold(bytes: Uint8Array): Promise<Held> {
    const sizeBytes = bytes.byteLength;
    if (this.#memoryBytes + sizeBytes > this.#memoryMaxBytes) return await this.#holdOnDisk(bytes);
    this.#memoryBytes += sizeBytes;
    return {
      sizeBytes,
      take: async () => {
        this.#memoryBytes -= sizeBytes;
        return bytes;
      },
    };
  }

  async #holdOnDisk(bytes: Uint8Array): Promise<Held> {
    this.#folder ??= mkdtemp(join(tmpdir(), 'surecast-decode-'));
    const path = join(await this.#folder, String(this.#fileCount++));
    await writeFile(path, bytes, { mode: 0o600 }).catch(refuseFullDisk);
    return {
      sizeBytes: bytes.byteLength,
      take: async () => {
        const read = await readFile(path);
        await rm(path, { force: true });
        return read;
      },
    };
  }

  /** Removes what is left on disk. */
  async close(): Promise<void> {
    const folder = await this.#folder;
    if (folder !== undefined) await rm(folder, { recursive: true, force: true });
  }
}

function refuseFullDisk(error: unknown): never {
  if (systemErrorCode(error) !== 'ENOSPC') throw error;
  throw new SurecastError('DISK_FULL', `No room in ${tmpdir()} for the media that waits for the delay.`, {
    cause: error,
    cure: 'Free some space, name a roomier folder in TMPDIR, or choose a shorter --delay.',
  });
}
