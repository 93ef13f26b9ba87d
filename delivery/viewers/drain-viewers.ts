import { type DrainLimits, type DrainStep, nextDrainStep } from './drain-steps.ts';

export type ViewerDrain = {
  step(): DrainStep;
  /** Resolves when the drain is done, with how many viewers were left; undefined: it was called off, or closed. */
  done(): Promise<number | undefined>;
  close(): void;
};

export type DrainOptions = {
  readonly isDraining: () => boolean;
  readonly viewers: () => number;
  readonly limits: DrainLimits;
  readonly log: (line: string) => void;
  /** Milliseconds, by a clock that does not jump. */
  readonly now: () => number;
};

const lookEveryMs = 200;

/** Takes the steps of a drain for as long as the node says that it drains. */
export function watchDrain({ isDraining, viewers, limits, log, now }: DrainOptions): ViewerDrain {
  let step: DrainStep = { kind: 'open' };
  let waiting: ((left: number | undefined) => void)[] = [];
  const settle = (left: number | undefined): void => {
    for (const resolve of waiting.splice(0)) resolve(left);
    waiting = [];
  };
  const look = (): void => {
    const before = step.kind;
    step = nextDrainStep(step, { nowMs: now(), isDraining: isDraining(), viewers: viewers() }, limits);
    if (step.kind === before) return;
    log(describe(step, viewers()));
    if (step.kind === 'done') settle(step.viewersLeft);
    if (step.kind === 'open') settle(undefined);
  };
  const timer = setInterval(look, lookEveryMs);
  return {
    step: () => step,
    done: () =>
      step.kind === 'done'
        ? Promise.resolve(step.viewersLeft)
        : new Promise((resolve) => waiting.push(resolve)),
    close() {
      clearInterval(timer);
      settle(undefined);
    },
  };
}

function describe(step: DrainStep, viewers: number): string {
  switch (step.kind) {
    case 'open':
      return 'The drain is called off: viewers are taken again.';
    case 'closing':
      return `The drain begins with ${people(viewers)}: new ones are sent to other edges.`;
    case 'steering':
      return `Content steering sends ${people(viewers)} to other edges.`;
    case 'redirecting':
      return `Without content steering ${people(viewers)} stayed: their playlists are redirected.`;
    case 'done':
      return step.viewersLeft === 0
        ? 'The drain is done: no viewer is left.'
        : `The drain's time is over with ${people(step.viewersLeft)} left.`;
  }
}

const people = (viewers: number): string => `${viewers} ${viewers === 1 ? 'viewer' : 'viewers'}`;
