import { type FileHandle, open, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { nginxFiles } from './nginx-settings.ts';

/** Reads what nginx says that it has sent, and keeps that file small. */
export type SentLog = {
  /** To be called about once a second. */
  read(): Promise<void>;
  close(): Promise<void>;
};

export type SentLogOptions = {
  readonly directory: string;
  readonly onSent: (broadcast: string, bytes: number) => void;
  /** Makes nginx open its logs anew. */
  readonly reopen: () => void;
  readonly largestBytes?: number;
};

const pieceBytes = 64 * 1024;

/** What was sent before it was opened is not counted: that was another life of this edge. */
export async function openSentLog(options: SentLogOptions): Promise<SentLog> {
  const { directory, onSent, reopen, largestBytes = 8 * 1024 ** 2 } = options;
  const [path, before] = [join(directory, nginxFiles.sent), join(directory, nginxFiles.sentBefore)];
  // Made here, so that it is there before nginx has sent anything.
  let file = await open(path, 'a+');
  let position = (await file.stat()).size;
  let left = '';
  let busy: Promise<void> = Promise.resolve();

  async function readAll(from: FileHandle): Promise<void> {
    const buffer = Buffer.alloc(pieceBytes);
    for (;;) {
      const { bytesRead } = await from.read(buffer, 0, pieceBytes, position);
      if (bytesRead === 0) return;
      position += bytesRead;
      const lines = (left + buffer.toString('latin1', 0, bytesRead)).split('\n');
      left = lines.pop() ?? '';
      for (const line of lines) count(line);
    }
  }

  function count(line: string): void {
    const [, broadcast, bytes] = /^(\S+) (\d+)$/.exec(line) ?? [];
    if (broadcast !== undefined) onSent(broadcast, Number(bytes));
  }

  let isMoved = false;
  /** The old file is read until a second after nginx was told to leave it. */
  async function look(): Promise<void> {
    await readAll(file);
    if (isMoved) {
      await file.close();
      await rm(before, { force: true });
      file = await open(path, 'a+');
      position = 0;
      left = '';
      isMoved = false;
      await readAll(file);
    } else if (position > largestBytes) {
      await rename(path, before);
      reopen();
      isMoved = true;
    }
  }

  return {
    read() {
      busy = busy.then(look);
      return busy;
    },
    async close() {
      await busy.catch(() => undefined);
      await file.close();
    },
  };
}
