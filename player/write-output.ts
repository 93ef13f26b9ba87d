import { once } from 'node:events';
import { createWriteStream, fstatSync } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { Socket } from 'node:net';
import type { Writable } from 'node:stream';
import { SurecastError } from '../contract/surecast-error.ts';
import { systemErrorCode } from './system-error-code.ts';

/** Where verified media goes. */
export type Output = {
  /** Resolves when there is room for more; `reader-gone` when nobody reads any more (EPIPE). */
  write(bytes: Uint8Array, signal: AbortSignal): Promise<'written' | 'reader-gone'>;
  /** A file takes the rest at once when the following is stopped; a reader that plays does not. */
  readonly takesRestAtStop: boolean;
  /** Waits until everything is out; `abandon` drops what a stuck reader has not taken. */
  close(abandon: boolean): Promise<void>;
};

/**
 * Opens the output: a file (made anew), `-` for standard output, undefined for none (checking only).
 * @throws SurecastError `OUTPUT_UNWRITABLE`.
 */
export async function openOutput(
  fileOrDash: string | undefined,
  standardOutput: () => Writable = openStandardOutput,
): Promise<Output> {
  if (fileOrDash === undefined) {
    return { write: async () => 'written', takesRestAtStop: true, close: async () => undefined };
  }
  if (fileOrDash === '-') return streamOutput(standardOutput());
  try {
    return fileOutput(await open(fileOrDash, 'w'), fileOrDash);
  } catch (error) {
    throw new SurecastError('OUTPUT_UNWRITABLE', `${fileOrDash} can’t be written: ${wordsOf(error)}.`, {
      cause: error,
      cure: 'Name a file in a folder that this user may write, or - for standard output.',
    });
  }
}

/**
 * Standard output as a stream of its own: `process.stdout` can't be closed, so a reader that is stuck would keep the
 * process from ending.
 */
export function openStandardOutput(): Writable {
  const found = fstatSync(1);
  return found.isFIFO() || found.isSocket()
    ? new Socket({ fd: 1, readable: false, writable: true })
    : createWriteStream('', { fd: 1, autoClose: false });
}

function fileOutput(file: FileHandle, path: string): Output {
  return {
    takesRestAtStop: true,
    write: async (bytes) => {
      try {
        await file.appendFile(bytes);
        return 'written';
      } catch (error) {
        if (systemErrorCode(error) === 'EPIPE') return 'reader-gone';
        const code = systemErrorCode(error) === 'ENOSPC' ? 'DISK_FULL' : 'OUTPUT_UNWRITABLE';
        throw new SurecastError(code, `${path} can’t be written: ${wordsOf(error)}.`, { cause: error });
      }
    },
    close: async () => {
      // A pipe or device that was named as a file can't be synced, and need not be.
      await file.datasync().catch(() => undefined);
      await file.close();
    },
  };
}

function streamOutput(stream: Writable): Output {
  let failure: Error | undefined;
  stream.on('error', (error) => {
    failure = error;
  });
  const verdict = (): 'written' | 'reader-gone' => {
    if (!failure) return 'written';
    if (goneCodes.has(systemErrorCode(failure) ?? '')) return 'reader-gone';
    const code = systemErrorCode(failure) === 'ENOSPC' ? 'DISK_FULL' : 'OUTPUT_UNWRITABLE';
    throw new SurecastError(code, `Standard output can’t be written: ${failure.message}.`, {
      cause: failure,
    });
  };
  return {
    takesRestAtStop: false,
    write: async (bytes, signal) => {
      if (failure || stream.destroyed) return verdict();
      if (!stream.write(bytes)) await roomIn(stream, signal);
      signal.throwIfAborted();
      return verdict();
    },
    close: async (abandon) => {
      if (abandon || failure) {
        stream.destroy();
        return;
      }
      const ended = once(stream, 'finish').catch(() => undefined);
      stream.end();
      await Promise.race([ended, once(stream, 'close').catch(() => undefined)]);
    },
  };
}

/** Resolves when the stream takes more, or never will. */
async function roomIn(stream: Writable, signal: AbortSignal): Promise<void> {
  const over = new AbortController();
  const either = { signal: AbortSignal.any([signal, over.signal]) };
  const events = ['drain', 'close'].map((name) => once(stream, name, either).catch(() => undefined));
  await Promise.race(events);
  over.abort();
}

const goneCodes = new Set(['EPIPE', 'ECONNRESET', 'ERR_STREAM_DESTROYED', 'ERR_STREAM_PREMATURE_CLOSE']);

function wordsOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
