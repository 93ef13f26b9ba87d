/**
 * Over which of several network interfaces an origin is reached. Pure; interfaces are named by their place in the order of
 * preference, times are milliseconds of a monotonic clock.
 *
 * A failure moves on at once. The way back to a preferred interface is slow: it must have answered every trial for a while, and
 * twice as long after each time that it failed soon after the return (a link that passes a small question and stalls on a segment).
 */
export type InterfaceChoice = {
  readonly current: number;
  readonly sinceMs: number;
  /** It was returned to, and has not proved itself since. */
  readonly isReturn: boolean;
  readonly interfaces: readonly InterfaceRecord[];
};

type InterfaceRecord = {
  /** When it last failed; undefined: it has not, since it last worked. */
  readonly failedAtMs: number | undefined;
  /** Since when nothing has failed over it; undefined: nothing has worked since it last failed. */
  readonly steadySinceMs: number | undefined;
  /** How often in a row it failed soon after the return to it. */
  readonly relapses: number;
};

export type InterfaceLimits = {
  /** How long a preferred interface must answer before it is returned to. */
  readonly settleMs: number;
  /** … and at most, however often it relapsed. */
  readonly settleMaxMs: number;
  /** An interface in use that failed no sooner than this has proved itself. */
  readonly calmMs: number;
};

export const defaultInterfaceLimits: InterfaceLimits = {
  settleMs: 30_000,
  settleMaxMs: 600_000,
  calmMs: 120_000,
};

/** The choice at the start: the first of `count` interfaces, with nothing known of any. */
export function firstChoice(count: number, nowMs: number): InterfaceChoice {
  const unknown = { failedAtMs: undefined, steadySinceMs: undefined, relapses: 0 };
  return {
    current: 0,
    sinceMs: nowMs,
    isReturn: false,
    interfaces: Array.from({ length: count }, () => unknown),
  };
}

/**
 * After something failed over an interface. Moves on from the one in use to one that has not failed, or else to the one whose
 * failure is the longest ago.
 * @param startedMs when it was begun: what began before this interface was chosen says nothing new
 */
export function afterFailure(
  choice: InterfaceChoice,
  failed: { readonly index: number; readonly startedMs: number },
  nowMs: number,
  limits: InterfaceLimits,
): InterfaceChoice {
  const isInUse = failed.index === choice.current;
  if (isInUse && failed.startedMs < choice.sinceMs) return choice;
  const hasRelapsed = isInUse && choice.isReturn && nowMs - choice.sinceMs < limits.calmMs;
  const interfaces = choice.interfaces.map((record, index) => {
    if (index !== failed.index) return record;
    const relapses = isInUse ? (hasRelapsed ? record.relapses + 1 : 0) : record.relapses;
    return { failedAtMs: nowMs, steadySinceMs: undefined, relapses };
  });
  if (!isInUse || interfaces.length === 1) return { ...choice, interfaces };
  return { current: leastFailed(interfaces, failed.index), sinceMs: nowMs, isReturn: false, interfaces };
}

/** After something worked over an interface, a delivery or a trial. */
export function afterSuccess(
  choice: InterfaceChoice,
  index: number,
  nowMs: number,
  limits: InterfaceLimits,
): InterfaceChoice {
  const interfaces = choice.interfaces.map((record, each) =>
    each === index
      ? { ...record, failedAtMs: undefined, steadySinceMs: record.steadySinceMs ?? nowMs }
      : record,
  );
  const record = interfaces[index];
  const isBack =
    index < choice.current &&
    record?.steadySinceMs !== undefined &&
    nowMs - record.steadySinceMs >= settleMs(record.relapses, limits);
  return isBack ? { current: index, sinceMs: nowMs, isReturn: true, interfaces } : { ...choice, interfaces };
}

/** How long an interface must answer before it is returned to. */
export function settleMs(relapses: number, limits: InterfaceLimits): number {
  return Math.min(limits.settleMaxMs, limits.settleMs * 2 ** Math.min(relapses, 30));
}

function leastFailed(interfaces: readonly InterfaceRecord[], except: number): number {
  const others = interfaces
    .map((record, index) => ({ index, failedAtMs: record.failedAtMs ?? Number.NEGATIVE_INFINITY }))
    .filter(({ index }) => index !== except);
  // A stable sort: among those that have not failed, the preferred one.
  return others.toSorted((a, b) => compare(a.failedAtMs, b.failedAtMs))[0]?.index ?? except;
}

const compare = (a: number, b: number): number => (a === b ? 0 : a < b ? -1 : 1);
