/** npm passes on a signal that the terminal has sent to the whole process group already; its copy comes this soon. */
const npmCopyMs = 300;

const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** How often the person has asked to stop, by the way the signal came. */
export type StopCount = {
  readonly direct: Arrivals;
  /** Received by the launcher and passed on. */
  readonly forwarded: Arrivals;
};
type Arrivals = { readonly count: number; readonly lastMs: number };

export const notAsked: StopCount = {
  direct: { count: 0, lastMs: Number.NEGATIVE_INFINITY },
  forwarded: { count: 0, lastMs: Number.NEGATIVE_INFINITY },
};

/**
 * Counts one arriving signal. Ctrl-C on a terminal reaches the program directly and again through the launcher; so
 * the answer to "how often was I asked" is the larger of both counts, however late the second copy comes. Under npm
 * each way may carry npm's copy besides, which counts only if it comes later than a copy would.
 * @param atMs monotonic time
 */
export function countStop(
  before: StopCount,
  way: keyof StopCount,
  atMs: number,
  underNpm: boolean,
): { readonly after: StopCount; readonly asked: number } {
  const { count, lastMs } = before[way];
  const isCopy = underNpm && atMs - lastMs < npmCopyMs;
  const after = { ...before, [way]: { count: isCopy ? count : count + 1, lastMs: atMs } };
  return { after, asked: Math.max(after.direct.count, after.forwarded.count) };
}

/**
 * Calls `listener` each time the person asks once more to stop, by SIGINT, SIGTERM or SIGHUP, whether sent to this
 * process, to the launcher, or by Ctrl-C to both. `asked` is 1 for the first (deliver the rest), 2 for the second
 * (stop at once), and so on.
 * @returns to be called when the work is over and the rest is only closed: who asks then changes nothing of how it ends, since a
 * signal that comes just after the last file was delivered is no reason to die of it. Who has asked twice in all hurries the
 * closing (`hurry`), and who has asked three times gets it.
 */
export function onStopSignal(
  listener: (asked: number, signal: NodeJS.Signals) => void,
): (hurry?: () => void) => void {
  const underNpm = process.env['npm_lifecycle_event'] !== undefined;
  let counted = notAsked;
  let told = 0;
  let hurry: (() => void) | undefined;
  const received = (signal: NodeJS.Signals, number?: number): void => {
    // Only a signal that came to this process itself has a number (see die-with-launcher.ts).
    const way = number === undefined ? 'forwarded' : 'direct';
    const { after, asked } = countStop(counted, way, performance.now(), underNpm);
    counted = after;
    if (asked <= told) return;
    told = asked;
    if (hurry === undefined) listener(asked, signal);
    else if (asked > 2) dieOf(signal);
    else if (asked === 2) hurry();
  };
  const dieOf = (signal: NodeJS.Signals): void => {
    for (const one of signals) process.off(one, received);
    process.kill(process.pid, signal);
  };
  for (const signal of signals) process.on(signal, received);
  return (hurryUp = () => undefined) => {
    hurry = hurryUp;
  };
}
