import { useEffect, useRef, useState } from 'react';
import type { DevicesReport } from '../../contract/devices-report.ts';
import { asCallError, type CallError, call } from '../api/call.ts';
import { consoleStore } from '../state/console-store.ts';
import { useStore } from '../state/use-store.ts';

export type Hardware = {
  /** Null: not yet looked. */
  readonly report: DevicesReport | null;
  readonly error: CallError | null;
  readonly isLooking: boolean;
  readonly look: () => Promise<void>;
};

/**
 * The capture devices and encoders of the engine's machine. Each is tried for real, which takes seconds and processor time: by
 * itself once while nothing is on air, else only when asked for.
 */
export function useHardware(): Hardware {
  const isIdle = useStore(consoleStore, ({ snapshot }) => snapshot?.session.state === 'idle');
  const [found, setFound] = useState<Pick<Hardware, 'report' | 'error'>>({ report: null, error: null });
  const [isLooking, setLooking] = useState(false);
  const hasLooked = useRef(false);
  const look = async (): Promise<void> => {
    hasLooked.current = true;
    setLooking(true);
    setFound(
      await call('devices').then(
        (report) => ({ report, error: null }),
        (thrown: unknown) => ({ report: null, error: asCallError(thrown) }),
      ),
    );
    setLooking(false);
  };
  // biome-ignore lint/correctness/useExhaustiveDependencies: once
  useEffect(() => {
    if (isIdle && !hasLooked.current) void look();
  }, [isIdle]);
  return { report: found.report, error: found.error, isLooking, look };
}
