import type { Fault } from '../../fixtures/faults/fault.ts';

/** A fault as the matrix puts it on. */
export type FaultCase = {
  readonly name: string;
  readonly fault: Fault;
  /** Nothing can be delivered while it stands, so the program cannot have ended well. */
  readonly isTotal: boolean;
  /** What the program must have told the person while it stood. */
  readonly says?: RegExp;
  /** The store seems to keep no checksums: it is read back. */
  readonly hidesChecksums?: true;
};

const away = /not answering well/;

/** Every fault of the lab once, in strengths that a broadcast of 50 kB a second notices. */
export const faultCases: readonly FaultCase[] = [
  { name: 'down', fault: { kind: 'down' }, isTotal: true, says: away },
  { name: 'slow', fault: { kind: 'slow', latencyMs: 400, jitterMs: 200 }, isTotal: false },
  { name: 'stalled', fault: { kind: 'stalled' }, isTotal: true, says: away },
  { name: 'reset', fault: { kind: 'reset' }, isTotal: true, says: away },
  { name: 'cut', fault: { kind: 'cut', afterBytes: 10_000 }, isTotal: true, says: away },
  { name: 'shaped', fault: { kind: 'shaped', kilobytesPerSecond: 30 }, isTotal: false },
  { name: 'error-500', fault: { kind: 'internal-error', share: 0.25 }, isTotal: false },
  { name: 'slow-down-503', fault: { kind: 'slow-down', share: 0.25 }, isTotal: false },
  { name: 'denied-403', fault: { kind: 'denied' }, isTotal: true, says: /BLOCKED.*ORIGIN_DENIED/ },
  { name: 'not-stored', fault: { kind: 'not-stored', share: 0.25 }, isTotal: false },
  {
    name: 'damaged-store',
    fault: { kind: 'damaged-store' },
    isTotal: true,
    says: /BLOCKED.*ORIGIN_NAME_TAKEN/,
  },
  { name: 'flipped-put', fault: { kind: 'flipped-put', share: 0.25 }, isTotal: false },
  { name: 'flipped-get', fault: { kind: 'flipped-get', share: 0.25 }, isTotal: false, hidesChecksums: true },
  { name: 'lost-answer', fault: { kind: 'lost-answer', share: 0.25 }, isTotal: false },
  { name: 'stale-reads', fault: { kind: 'stale-reads', reads: 2 }, isTotal: false },
  {
    name: 'clock-refused',
    fault: { kind: 'clock-refused', hours: 1 },
    isTotal: true,
    says: /BLOCKED.*ORIGIN_CLOCK_SKEW/,
  },
  { name: 'date-off', fault: { kind: 'date-off', hours: 1 }, isTotal: false },
];
