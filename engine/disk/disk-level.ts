import type { DiskTrouble } from '../../disk/disk-trouble.ts';
import type { DiskSpace } from '../../disk/free-space.ts';
import type { DiskMarks } from './disk-budget.ts';

/**
 * How a disk is: `roomy`; `low`: capture goes on, but not for long; `full`: only the reserve is left, capture rests;
 * `unwritable`: it takes no writes, everything that needs them rests.
 */
export type DiskLevel = 'roomy' | 'low' | 'full' | 'unwritable';

/** What one look at the disk found. */
export type DiskLook = {
  readonly space: Pick<DiskSpace, 'freeBytes' | 'freeFiles'>;
  readonly marks: DiskMarks;
  /** How long capture can go on; undefined: nobody knows its rate. */
  readonly hoursLeft: number | undefined;
  /** A write that failed and has not been seen to work since. */
  readonly trouble: DiskTrouble | undefined;
};

/** Before this many hours are left the disk is `low`. */
export const lowHours = 1;
/** The warning is taken back only well above, so that it does not come and go. */
const lowHoursOver = 1.2;

/** Decides what follows from a look at the disk. Pure; with hysteresis, so the level before counts. */
export function nextDiskLevel(before: DiskLevel, look: DiskLook): DiskLevel {
  const { trouble, marks, hoursLeft } = look;
  if (trouble === 'read-only' || trouble === 'failing') return 'unwritable';
  if (trouble === 'full' || !isAbove(look, marks.stopBytes, marks.stopFiles)) return 'full';
  const hasRested = before === 'full' || before === 'unwritable';
  if (hasRested && !isAbove(look, marks.resumeBytes, marks.resumeFiles)) return 'full';
  const lowBelow = before === 'roomy' ? lowHours : lowHoursOver;
  return hoursLeft !== undefined && hoursLeft < lowBelow ? 'low' : 'roomy';
}

function isAbove({ space }: DiskLook, bytes: number, files: number): boolean {
  return space.freeBytes > bytes && (space.freeFiles === undefined || space.freeFiles > files);
}

/** Whether media may be captured. */
export function mayCapture(level: DiskLevel): boolean {
  return level === 'roomy' || level === 'low';
}
