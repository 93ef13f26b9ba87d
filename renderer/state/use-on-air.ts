import type { ConsoleState } from './console-state.ts';
import { consoleStore } from './console-store.ts';
import { useStore } from './use-store.ts';

/** Name of the broadcast that is captured now; null: none is. */
export const useOnAir = (): string | null => useStore(consoleStore, onAir);

function onAir({ snapshot }: ConsoleState): string | null {
  if (snapshot === null) return null;
  const { session, broadcast } = snapshot;
  const isCapturing = broadcast?.name === session.broadcast && broadcast?.phase === 'capturing';
  return isCapturing && session.state !== 'idle' && session.state !== 'failed' ? session.broadcast : null;
}
