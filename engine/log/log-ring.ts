import { type LogEntry, type LogLevel, logLevels } from '../../contract/api/log-entry.ts';

/** What is looked for among the newest lines. */
export type LogQuery = {
  readonly level: LogLevel;
  readonly text?: string | undefined;
  readonly limit: number;
};

/** The newest lines, in memory. */
export type LogRing = {
  add(entry: LogEntry): void;
  /** The newest that match, oldest first. */
  find(query: LogQuery): LogEntry[];
};

/** Every segment is news at level debug: those must not push out what matters. */
const mostDebug = 2_000;
const mostOthers = 4_000;

export function createLogRing(most = { debug: mostDebug, others: mostOthers }): LogRing {
  const debug: LogEntry[] = [];
  const others: LogEntry[] = [];
  return {
    add: (entry) => {
      const [list, limit] = entry.level === 'debug' ? [debug, most.debug] : [others, most.others];
      list.push(entry);
      // In large steps: to take one off the front moves all the rest.
      if (list.length > limit * 1.25) list.splice(0, list.length - limit);
    },
    find: ({ level, text = '', limit }) => {
      const wanted = text.toLowerCase();
      const entries = level === 'debug' ? [...debug, ...others].sort((a, b) => a.number - b.number) : others;
      return entries
        .filter((entry) => isAtLeast(entry.level, level) && textOf(entry).includes(wanted))
        .slice(-limit);
    },
  };
}

export function isAtLeast(level: LogLevel, least: LogLevel): boolean {
  return logLevels.indexOf(level) >= logLevels.indexOf(least);
}

const textOf = ({ part, message, code, broadcast }: LogEntry): string =>
  `${part} ${message} ${code ?? ''} ${broadcast ?? ''}`.toLowerCase();
