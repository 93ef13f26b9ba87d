import { type ReactElement, useEffect, useRef } from 'react';
import type { LogEntry, LogLevel } from '../../contract/api/log-entry.ts';
import { Icon } from '../design/icon.tsx';
import { timeOfDay } from '../format/clock.ts';
import type { StateWords } from '../format/state-words.ts';
import { identity } from './log-filter.ts';

const levels: Readonly<Record<LogLevel, StateWords>> = {
  debug: { tone: 'neutral', icon: 'skip', word: 'Debug' },
  info: { tone: 'note', icon: 'circle', word: 'Info' },
  warning: { tone: 'warn', icon: 'warning', word: 'Warning' },
  error: { tone: 'bad', icon: 'cross', word: 'Error' },
};

/** Pixels from the end within which one reads the end. */
const nearEnd = 40;

/** Lines of the log; their end stays in sight while it is followed. `onLeave`: the reader scrolled away from it. */
export function LogLines({ lines, isFollowed, onLeave }: LogLinesProps): ReactElement {
  const box = useRef<HTMLDivElement>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: more lines are a longer box
  useEffect(() => {
    if (isFollowed) box.current?.scrollTo({ top: box.current.scrollHeight });
  }, [isFollowed, lines]);
  const leave = (): void => {
    const { scrollTop, scrollHeight, clientHeight } = box.current ?? document.body;
    if (isFollowed && scrollHeight - clientHeight - scrollTop > nearEnd) onLeave();
  };
  return (
    <section
      ref={box}
      className="log"
      // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls is reached by the keyboard
      tabIndex={0}
      aria-label="Lines of the log"
      onWheel={leave}
      onKeyUp={leave}
    >
      <ol>
        {lines.map((line) => (
          <LogLine key={identity(line)} line={line} />
        ))}
      </ol>
    </section>
  );
}

type LogLinesProps = {
  readonly lines: readonly LogEntry[];
  readonly isFollowed: boolean;
  readonly onLeave: () => void;
};

function LogLine({ line }: { readonly line: LogEntry }): ReactElement {
  const { tone, icon, word } = levels[line.level];
  return (
    <li className="log-line" data-tone={tone}>
      <time dateTime={new Date(line.atMs).toISOString()}>{timeOfDay(line.atMs)}</time>
      <span className="log-level">
        <Icon name={icon} size={13} />
        {word}
      </span>
      <span className="log-part">{line.part}</span>
      <span className="log-message">
        {line.broadcast === null ? null : <b>{line.broadcast} </b>}
        {line.message}
        {line.code === null ? null : <code> {line.code}</code>}
      </span>
    </li>
  );
}
