import { type LogEntry, type LogLevel, logLevels } from '../../contract/api/log-entry.ts';

export type LogFilter = {
  /** This level and what is worse. */
  readonly level: LogLevel;
  /** Words that a line must all hold, in any order; case does not matter. */
  readonly text: string;
};

/** The lines that a filter lets through. */
export function filterLog(lines: readonly LogEntry[], { level, text }: LogFilter): readonly LogEntry[] {
  const least = logLevels.indexOf(level);
  const words = text
    .toLowerCase()
    .split(/\s+/)
    .filter((word) => word !== '');
  return lines.filter((line) => {
    if (logLevels.indexOf(line.level) < least) return false;
    const all = searched(line);
    return words.every((word) => all.includes(word));
  });
}

const searched = ({ part, message, code, broadcast }: LogEntry): string =>
  [part, message, code ?? '', broadcast ?? ''].join(' ').toLowerCase();

/**
 * Lines asked for and lines that came by themselves, each once, oldest first; at most `max` of the newest.
 * A program that was started anew counts from the beginning: a line is the same if number and moment are.
 */
export function mergeLog(
  asked: readonly LogEntry[],
  followed: readonly LogEntry[],
  max: number,
): readonly LogEntry[] {
  const known = new Set(asked.map(identity));
  const merged = [...asked, ...followed.filter((line) => !known.has(identity(line)))];
  return merged.sort((a, b) => a.atMs - b.atMs || a.number - b.number).slice(-max);
}

/** What tells a line from all others. */
export const identity = ({ number, atMs }: LogEntry): string => `${number} ${atMs}`;

/** Lines as text, to be pasted into a message: time in UTC, level, part, message, code. */
export function logText(lines: readonly LogEntry[]): string {
  return lines
    .map(({ atMs, level, part, message, code, broadcast }) =>
      [
        new Date(atMs).toISOString(),
        level.toUpperCase().padEnd(7),
        `${part}:`,
        broadcast ?? '',
        message,
        code === null ? '' : `(${code})`,
      ]
        .filter((field) => field !== '')
        .join(' '),
    )
    .join('\n');
}
