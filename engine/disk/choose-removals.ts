import type { KeptFile } from '../../catalog/kept-files.ts';

/** When delivered segments may go from the local disk; without a rule nothing goes. */
export type RetentionRules = {
  /** What is older goes. */
  readonly keepMs: number | undefined;
  /** When all segments are more than this, the oldest go. */
  readonly maxBytes: number | undefined;
  /** When the disk gets full the oldest go, rather than that capture stops. */
  readonly whenFull: boolean;
};

/** How things are at the moment of choosing. */
export type RetentionState = {
  readonly nowMs: number;
  /** All segments on the disk, bytes. */
  readonly keptBytes: number;
  /** How much the disk lacks for capture to go on without care. */
  readonly lackingBytes: number;
};

/**
 * Chooses which of the files go, oldest first. Never one that somebody still needs: then the next younger one goes
 * instead, where it is about size. Pure.
 */
export function chooseRemovals(
  files: readonly KeptFile[],
  rules: RetentionRules,
  { nowMs, keptBytes, lackingBytes }: RetentionState,
): KeptFile[] {
  const overBytes = rules.maxBytes === undefined ? 0 : keptBytes - rules.maxBytes;
  const toFree = Math.max(overBytes, rules.whenFull ? lackingBytes : 0);
  const chosen: KeptFile[] = [];
  let freed = 0;
  for (const file of files) {
    if (file.removable === 0) continue;
    const isOld = rules.keepMs !== undefined && nowMs - file.createdAtMs > rules.keepMs;
    if (!isOld && freed >= toFree) continue;
    chosen.push(file);
    freed += file.sizeBytes;
  }
  return chosen;
}
