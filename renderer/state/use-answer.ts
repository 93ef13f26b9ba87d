import { useCallback, useEffect, useRef, useState } from 'react';
import { asCallError, type CallError } from '../api/call.ts';

/** What a question was answered with last, and what went wrong with the last try. */
export type Asked<Value> = {
  readonly value: Value | null;
  readonly error: CallError | null;
  readonly again: () => void;
};

/**
 * Asks when the component appears, whenever the key is another, and every so often. The last answer stays until the next.
 * @param key what the question depends on
 * @param ask as `(signal) => call('uploads', { query }, signal)`
 * @param everyMs again so long after each answer; undefined: once
 */
export function useAnswer<Value>(
  key: string,
  ask: (signal: AbortSignal) => Promise<Value>,
  everyMs?: number,
): Asked<Value> {
  const [answer, setAnswer] = useState<Omit<Asked<Value>, 'again'>>({ value: null, error: null });
  const [round, setRound] = useState(0);
  const question = useRef(ask);
  useEffect(() => {
    question.current = ask;
  });
  // biome-ignore lint/correctness/useExhaustiveDependencies: another key or round is another question
  useEffect(() => {
    const aborter = new AbortController();
    let timer: ReturnType<typeof setTimeout> | undefined;
    const run = async (): Promise<void> => {
      const news = await question.current(aborter.signal).then(
        (value) => () => ({ value, error: null }),
        (thrown: unknown) => (before: Omit<Asked<Value>, 'again'>) => ({
          ...before,
          error: asCallError(thrown),
        }),
      );
      if (aborter.signal.aborted) return;
      setAnswer(news);
      if (everyMs !== undefined) timer = setTimeout(run, everyMs);
    };
    void run();
    return () => {
      aborter.abort();
      clearTimeout(timer);
    };
  }, [key, everyMs, round]);
  return { ...answer, again: useCallback(() => setRound((one) => one + 1), []) };
}
