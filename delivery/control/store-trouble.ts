/** Says that the plan's store does not answer, once, when that is worth a line. */
export type TroubleReport = {
  /** @param isConnected whether NATS is there: that it is away is said by the link */
  readonly failed: (error: unknown, isConnected: boolean, nowMs: number) => void;
  readonly isOver: () => void;
};

/** A server that has just started, and a cluster without a leader, need a moment. */
const sayAfterMs = 3_000;

export function reportTrouble(log: (line: string) => void): TroubleReport {
  let sinceMs: number | undefined;
  let isSaid = false;
  return {
    failed: (error, isConnected, nowMs) => {
      sinceMs = isConnected ? (sinceMs ?? nowMs) : undefined;
      if (isSaid || sinceMs === undefined || nowMs - sinceMs < sayAfterMs) return;
      isSaid = true;
      log(`The plan’s store does not answer: ${error instanceof Error ? error.message : error}.`);
    },
    isOver: () => {
      if (isSaid) log('The plan’s store answers.');
      sinceMs = undefined;
      isSaid = false;
    },
  };
}
