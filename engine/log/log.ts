import type { LogEntry } from '../../contract/api/log-entry.ts';
import type { EngineEvent } from '../../contract/engine-events.ts';
import { eventLine, type LogLine } from './event-line.ts';
import type { LogFile } from './log-file.ts';
import { createLogRing, isAtLeast, type LogQuery } from './log-ring.ts';
import type { Redactor } from './redact.ts';
import { limitRepeats, type RepeatState } from './repeat-limit.ts';

/** The program's log: in memory for the console, in a file for later. Nothing secret gets into either. */
export type Log = {
  add(line: LogLine): void;
  /** An event of the engine. */
  note(event: EngineEvent): void;
  /** The newest lines that match, oldest first. */
  find(query: LogQuery): LogEntry[];
  /** Calls back with each line from now on; gives what ends that. */
  onEntry(listener: (entry: LogEntry) => void): () => void;
  /** Writes what was said so far, and what is said from now on, to a file as well. */
  keepIn(file: LogFile): void;
  /** Resolves when the file has all that was said. */
  flush(): Promise<void>;
};

const longestMessage = 2_000;

export function createLog(redactor: Redactor): Log {
  const ring = createLogRing();
  const listeners = new Set<(entry: LogEntry) => void>();
  let repeats: RepeatState = new Map();
  let number = 0;
  let file: LogFile | undefined;

  const holdRepeat = (text: string) => {
    const verdict = limitRepeats(repeats, text, performance.now());
    repeats = verdict.state;
    return verdict.heldBefore;
  };
  const add = ({ level, part, message, code = null, broadcast = null }: LogLine) => {
    const said = redactor.redact(message).slice(0, longestMessage);
    const heldBefore = level === 'debug' ? 0 : holdRepeat(`${level} ${part} ${said}`);
    if (heldBefore === undefined) return;
    number += 1;
    const again = heldBefore === 0 ? '' : ` (${heldBefore} times more since it was last said)`;
    const entry = { number, atMs: Date.now(), level, part, message: `${said}${again}`, code, broadcast };
    ring.add(entry);
    if (isAtLeast(level, 'info')) file?.write(fileLine(entry));
    for (const listener of listeners) listener(entry);
  };
  return {
    add,
    note: (event) => add(eventLine(event)),
    find: ring.find,
    onEntry: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    keepIn: (chosen) => {
      file = chosen;
      const before = ring.find({ level: 'info', limit: Number.POSITIVE_INFINITY });
      for (const entry of before) chosen.write(fileLine(entry));
    },
    flush: async () => file?.flush(),
  };
}

/** One JSON object a line, with the time as people and tools read it. */
function fileLine({ atMs, level, part, message, code, broadcast }: LogEntry): string {
  return JSON.stringify({
    time: new Date(atMs).toISOString(),
    level,
    part,
    message,
    ...(code && { code }),
    ...(broadcast && { broadcast }),
  });
}
