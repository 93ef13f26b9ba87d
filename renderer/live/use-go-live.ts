import { useEffect, useState } from 'react';
import { asCallError, type CallError, call } from '../api/call.ts';
import { type TaskRun, useTask } from '../state/use-task.ts';

/** Going live: first the checks, then, where nothing fails, the broadcast. */
export type GoingLive = {
  readonly preflight: TaskRun<'preflight'>;
  /** The checks were asked for here, and found something that fails or could not be run. */
  readonly failed: boolean;
  readonly busy: boolean;
  /** Why the broadcast did not begin. */
  readonly error: CallError | null;
  /** Runs the checks, and goes live when they pass. */
  readonly check: () => void;
  /** Goes live whatever they found. */
  readonly goLive: () => Promise<void>;
};

/** @param onBegun when the broadcast has begun */
export function useGoLive(broadcast: string, onBegun: () => void): GoingLive {
  const preflight = useTask('preflight');
  const [wanted, setWanted] = useState(false);
  const [beginning, setBeginning] = useState(false);
  const [error, setError] = useState<CallError | null>(null);
  const goLive = async (): Promise<void> => {
    setWanted(false);
    setError(null);
    setBeginning(true);
    try {
      await call('goLive', { body: { broadcast } });
      onBegun();
    } catch (thrown) {
      setError(asCallError(thrown));
      setBeginning(false);
    }
  };
  const over = wanted && !preflight.running;
  // Where the checks could not be started, what an earlier run found is no answer.
  const passed = over && preflight.error === null && preflight.result?.ok === true;
  // biome-ignore lint/correctness/useExhaustiveDependencies: once, when the checks have passed
  useEffect(() => {
    if (passed) void goLive();
  }, [passed]);
  return {
    preflight,
    failed: over && (preflight.error !== null || preflight.result?.ok === false),
    busy: preflight.running || beginning,
    error,
    check: () => {
      setWanted(true);
      void preflight.start({});
    },
    goLive,
  };
}
