/** Where a part of a trial leaves what is to be put away after it: a test's context, or what `onStage` gives. */
export type Stage = { after(putAway: () => unknown): void };

/**
 * Runs one part outside a test. What it left is put away also when it fails, the last thing first; and when the trial is
 * ended by a signal, since FFmpeg outlives whoever started it.
 */
export async function onStage<Outcome>(act: (stage: Stage) => Promise<Outcome>): Promise<Outcome> {
  const left: (() => unknown)[] = [];
  const onSignal = (signal: NodeJS.Signals): void => {
    const puttingAway = left.splice(0).map(async (putAway) => putAway());
    void Promise.allSettled(puttingAway).then(() => process.kill(process.pid, signal));
  };
  for (const signal of endings) process.once(signal, onSignal);
  try {
    return await act({ after: (putAway) => void left.push(putAway) });
  } finally {
    for (const signal of endings) process.off(signal, onSignal);
    for (const putAway of left.reverse()) await putAway();
  }
}

const endings = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
