import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';
import type { FileAction, FileOperation } from './file-operation.ts';
import { asHex, readOperation } from './read-operation.ts';
import { type SystemCall, SystemCalls } from './system-call.ts';

/** Reads strace's log: all that was done to files below a folder, in the order in which it was done. */
export async function readRecording(logPath: string, root: string): Promise<FileOperation[]> {
  return recordedOperations(createInterface({ input: createReadStream(logPath, 'latin1') }), root);
}

/** The same of the log's lines. */
export async function recordedOperations(
  lines: AsyncIterable<string> | Iterable<string>,
  root: string,
): Promise<FileOperation[]> {
  const calls = new SystemCalls();
  const needle = asHex(root);
  const recorded: Recorded[] = [];
  for await (const line of lines) {
    const call = calls.read(line);
    if (call === undefined || !call.args.includes(needle)) continue;
    const action = readOperation(call);
    if (action !== undefined && isBelow(action.path, root)) recorded.push({ action, call });
  }
  return inOrder(recorded);
}

type Recorded = { readonly action: FileAction; readonly call: SystemCall };

function inOrder(recorded: readonly Recorded[]): FileOperation[] {
  const placed = recorded
    .map((one) => ({ ...one, atLine: lineOf(one, recorded) }))
    .sort((a, b) => a.atLine - b.atLine || a.call.begunLine - b.call.begunLine);
  return placed.map(({ action, call }, index) => ({
    ...action,
    unixMs: call.unixMs,
    begunAfter: countBefore(call.begunLine, placed, index),
  }));
}

/** How many stand before a line. They are looked for from near where it is: most calls are begun and done at once. */
function countBefore(line: number, placed: readonly { readonly atLine: number }[], near: number): number {
  let count = near;
  while ((placed[count - 1]?.atLine ?? Number.NEGATIVE_INFINITY) >= line) count -= 1;
  return count;
}

/**
 * Where an action stands in the log: at the line of its end. But a directory that two threads want is there for the one as soon as
 * the kernel has made it for the other, whose call strace may see return much later: it stands before its first use.
 */
function lineOf({ action, call }: Recorded, recorded: readonly Recorded[]): number {
  if (action.type !== 'make-directory') return call.doneLine;
  const use = recorded.find(
    (other) => other.call.doneLine > call.begunLine && other.action.path.startsWith(`${action.path}/`),
  );
  return Math.min(call.doneLine, (use?.call.doneLine ?? Number.POSITIVE_INFINITY) - 0.5);
}

/** A file that was removed while it was open has a mark behind its path: what is done to it leaves no trace. */
function isBelow(path: string, root: string): boolean {
  return (path === root || path.startsWith(`${root}/`)) && !path.endsWith(' (deleted)');
}
