import { useEffect, useState } from 'react';
import { consoleStore } from './console-store.ts';
import { useStore } from './use-store.ts';

/** The engine's clock, milliseconds since the epoch, each second anew. */
export function useNow(): number {
  const offsetMs = useStore(consoleStore, ({ clockOffsetMs }) => clockOffsetMs);
  const [nowMs, setNowMs] = useState(Date.now);
  useEffect(() => {
    const timer = setInterval(() => setNowMs(Date.now()), 1000);
    return () => clearInterval(timer);
  }, []);
  return nowMs + offsetMs;
}
