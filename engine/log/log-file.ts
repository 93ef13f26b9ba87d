import { appendFile, mkdir, rename, rm, stat } from 'node:fs/promises';
import { dirname } from 'node:path';

/** A file of lines that never grows beyond its share: full, it is moved aside, and the oldest goes. */
export type LogFile = {
  /** Never throws, never waits: on a disk that takes nothing, lines are dropped. */
  write(line: string): void;
  /** Resolves when what was given is written, or dropped. */
  flush(): Promise<void>;
};

export type LogFileOptions = {
  readonly path: string;
  readonly maxBytes?: number;
  /** How many there are in all, the current one included. */
  readonly files?: number;
};

const defaultMaxBytes = 5_000_000;
const defaultFiles = 5;
/** Lines wait in memory while the disk is slow; more of them are dropped. */
const mostWaitingBytes = 1_000_000;

/** The paths of a log, the current one first. */
export function logFilePaths(path: string, files = defaultFiles): string[] {
  return [path, ...Array.from({ length: files - 1 }, (_, index) => `${path}.${index + 1}`)];
}

export function openLogFile({
  path,
  maxBytes = defaultMaxBytes,
  files = defaultFiles,
}: LogFileOptions): LogFile {
  let waiting = '';
  let working: Promise<void> | undefined;
  let sizeBytes: number | undefined;

  const writeOut = async () => {
    while (waiting !== '') {
      const text = waiting;
      waiting = '';
      try {
        sizeBytes ??= await sizeOf(path);
        if (sizeBytes > 0 && sizeBytes + text.length > maxBytes) {
          await rotate(logFilePaths(path, files));
          sizeBytes = 0;
        }
        await appendFile(path, text);
        sizeBytes += Buffer.byteLength(text);
      } catch {
        // The log is not worth a broadcast's trouble: the console has the lines, and the disk has an alarm of its own.
        sizeBytes = undefined;
      }
    }
  };
  return {
    write: (line) => {
      if (waiting.length > mostWaitingBytes) return;
      waiting += `${line}\n`;
      working ??= writeOut().finally(() => {
        working = undefined;
      });
    },
    flush: async () => {
      while (working !== undefined) await working;
    },
  };
}

async function sizeOf(path: string): Promise<number> {
  await mkdir(dirname(path), { recursive: true });
  return (await stat(path).catch(() => undefined))?.size ?? 0;
}

/** Each takes the place of the next, from the end. */
async function rotate(paths: readonly string[]): Promise<void> {
  await rm(paths.at(-1) ?? '', { force: true });
  for (let index = paths.length - 2; index >= 0; index--)
    await rename(paths[index] ?? '', paths[index + 1] ?? '').catch(ignoreMissing);
}

function ignoreMissing(error: NodeJS.ErrnoException): void {
  if (error.code !== 'ENOENT') throw error;
}
