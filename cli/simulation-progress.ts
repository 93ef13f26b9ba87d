import type { SimulationRun } from '../delivery/simulate/plan-runs.ts';

/** Where it is rewritten on a terminal; elsewhere nothing is said until a run is over. */
const refreshEveryMs = 250;
const eraseLine = '\r\u001b[2K';

/** One line on a terminal that tells how far a run is: a large one takes minutes, an absurd one days. */
export type SimulationProgress = {
  show(run: SimulationRun, simulatedMs: number): void;
  /** Takes the line away, before anything else is printed. */
  clear(): void;
};

export function createSimulationProgress(
  stream: Pick<NodeJS.WriteStream, 'isTTY' | 'write'>,
  nowMs: () => number = () => performance.now(),
): SimulationProgress {
  let shownAtMs = Number.NEGATIVE_INFINITY;
  let isShown = false;
  return {
    show({ name, settings }, simulatedMs) {
      if (stream.isTTY !== true || nowMs() - shownAtMs < refreshEveryMs) return;
      shownAtMs = nowMs();
      isShown = true;
      const minutes = (simulatedMs / 60_000).toFixed(1);
      stream.write(`${eraseLine}${name}: minute ${minutes} of ${settings.minutes.toFixed(1)}`);
    },
    clear() {
      if (isShown) stream.write(eraseLine);
      isShown = false;
    },
  };
}

/** Faults of a run that it ends too early for: they would be missed without a word. */
export function describeLateFaults({ name, settings }: SimulationRun): readonly string[] {
  const endSeconds = settings.minutes * 60;
  return settings.faults
    .filter(({ atSeconds }) => atSeconds >= endSeconds)
    .map(
      ({ kind, atSeconds }) =>
        `${name}: the fault \`${kind}\` at ${atSeconds} s does not happen, the run ends at ${endSeconds.toFixed(0)} s.`,
    );
}
