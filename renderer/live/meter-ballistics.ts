/** Where a channel's bar and its peak mark stand, dBFS. */
export type MeterState = {
  readonly levelDb: number;
  readonly peakDb: number;
  /** When the peak mark was last raised. */
  readonly peakAtMs: number;
};

/** Bottom of the scale, and where yellow and red begin. */
export const meterScale = { floorDb: -60, yellowDb: -20, redDb: -9 } as const;

const decayDbPerSecond = 20 / 1.7;
const peakHoldMs = 20_000;

export const silentMeter: MeterState = { levelDb: -120, peakDb: -120, peakAtMs: 0 };

/**
 * The meter a little later: it rises at once and falls by 20 dB in 1.7 s, as a peak programme meter does (IEC 60268-10
 * type I); the mark of the peak stays for 20 s.
 * @param peakDb newest measured peak, dBFS
 * @param elapsedMs since the state before
 */
export function nextMeter(before: MeterState, peakDb: number, elapsedMs: number, nowMs: number): MeterState {
  const fallen = before.levelDb - (decayDbPerSecond * Math.max(0, elapsedMs)) / 1000;
  const levelDb = Math.max(peakDb, fallen);
  const raised = peakDb >= before.peakDb || nowMs - before.peakAtMs > peakHoldMs;
  return raised
    ? { levelDb, peakDb, peakAtMs: nowMs }
    : { levelDb, peakDb: before.peakDb, peakAtMs: before.peakAtMs };
}

/** Where a level stands on the scale, 0 to 1. */
export function meterPosition(db: number): number {
  return Math.min(1, Math.max(0, 1 - db / meterScale.floorDb));
}

/** What a screen reader says of a level. */
export function meterText(db: number): string {
  return db <= meterScale.floorDb ? 'silent' : `${Math.round(db)} dB`;
}
