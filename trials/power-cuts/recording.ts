import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';
import type { FileOperation } from './file-operation.ts';
import { asHex, readOperation } from './read-operation.ts';
import { SystemCalls } from './system-call.ts';

/** Reads strace's log: all that was done to files below a folder, in the order in which it was done. */
export async function readRecording(logPath: string, root: string): Promise<FileOperation[]> {
  const calls = new SystemCalls();
  const needle = asHex(root);
  const operations: FileOperation[] = [];
  const doneLines: number[] = [];
  for await (const line of createInterface({ input: createReadStream(logPath, 'latin1') })) {
    const call = calls.read(line);
    if (call === undefined || !call.args.includes(needle)) continue;
    const action = readOperation(call);
    if (action === undefined || !isBelow(action.path, root)) continue;
    const begunAfter = doneLines.findLastIndex((doneLine) => doneLine <= call.begunLine) + 1;
    operations.push({ ...action, unixMs: call.unixMs, begunAfter });
    doneLines.push(call.doneLine);
  }
  return operations;
}

/** A file that was removed while it was open has a mark behind its path: what is done to it leaves no trace. */
function isBelow(path: string, root: string): boolean {
  return (path === root || path.startsWith(`${root}/`)) && !path.endsWith(' (deleted)');
}
