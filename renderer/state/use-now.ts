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

/** As `useNow`, but standing still while the engine is away: no clock goes on of which nothing is known. */
export function useShownNow(): number {
  const nowMs = useNow();
  const lost = useStore(consoleStore, ({ link }) => link.state === 'lost');
  const receivedAtMs = useStore(consoleStore, (state) => state.receivedAtMs);
  const offsetMs = useStore(consoleStore, ({ clockOffsetMs }) => clockOffsetMs);
  return lost && receivedAtMs !== null ? receivedAtMs + offsetMs : nowMs;
}
