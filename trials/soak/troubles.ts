import type { Fault } from '../../fixtures/faults/fault.ts';
import type { Random } from '../random.ts';

/** What happens in one minute of a soak. */
export type Trouble = {
  /** From the beginning of its minute, milliseconds. */
  readonly afterMs: number;
  /** How long it lasts, milliseconds; a killed program is started again after it. */
  readonly lastsMs: number;
  readonly what: Fault | { readonly kind: 'store-killed' } | { readonly kind: 'program-killed' };
};

const links: readonly [Fault, ...Fault[]] = [
  { kind: 'down' },
  { kind: 'stalled' },
  { kind: 'reset' },
  { kind: 'cut', afterBytes: 20_000 },
  { kind: 'slow', latencyMs: 400, jitterMs: 300 },
  { kind: 'shaped', kilobytesPerSecond: 60 },
];

const answers: readonly [Fault, ...Fault[]] = [
  { kind: 'slow-down', share: 0.5 },
  { kind: 'internal-error', share: 0.5 },
  { kind: 'lost-answer', share: 0.3 },
  { kind: 'not-stored', share: 0.3 },
  { kind: 'flipped-put', share: 0.3 },
  { kind: 'denied' },
];

/**
 * Draws the trouble of one minute: a link that breaks, a store that answers badly, or, half as likely, the store's death;
 * and the death of the program, as likely as all of these, as long as it `mayKillProgram`.
 * @param minuteMs length of a minute of the soak
 */
export function drawTrouble(random: Random, minuteMs: number, mayKillProgram: boolean): Trouble {
  const what = mayKillProgram && random.between(0, 1) < 0.5 ? programKilled : drawOther(random);
  const [least, most] = what === programKilled ? [0, 0.05] : [0.05, 0.4];
  const lastsMs = random.between(minuteMs * least, minuteMs * most);
  return { afterMs: random.between(0, minuteMs * 0.5), lastsMs, what };
}

const programKilled = { kind: 'program-killed' } as const;

function drawOther(random: Random): Trouble['what'] {
  const group = random.pick(['link', 'link', 'answer', 'answer', 'store']);
  if (group === 'store') return { kind: 'store-killed' };
  return random.pick(group === 'link' ? links : answers);
}
