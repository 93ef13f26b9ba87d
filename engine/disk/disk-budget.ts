import type { DiskSpace } from '../../disk/free-space.ts';

/** The reckoning of what a disk is still good for. Pure; sizes in bytes. */

/** A reserve is a twentieth of the disk, but no more than this. */
const largestReserveBytes = 1_000_000_000;
const reserveShare = 0.05;

/** What capture leaves for the queue: as configured, else a twentieth of the disk and at most 1 GB. */
export function reserveBytesOf(totalBytes: number, reserveMegabytes: number | undefined): number {
  return reserveMegabytes === undefined
    ? Math.min(largestReserveBytes, Math.floor(totalBytes * reserveShare))
    : reserveMegabytes * 1_000_000;
}

/** A part of the reserve is held by a file, for the case that another program fills the disk: so much at most. */
const largestHeldBytes = 64_000_000;

/** How much of a reserve a file holds; the rest is free space that capture does not touch. */
export function heldBytesOf(reserveBytes: number): number {
  return Math.min(largestHeldBytes, Math.floor(reserveBytes / 4));
}

/** FFmpeg's log of the last minute or two lies beside the segments that are cut from it. */
const logSeconds = 60;

/** What a broadcast writes to the disk of its data directory. */
export type DiskUse = {
  /** Sum of the variants, each as often as it is written there (an `file:` origin may lie on the same disk). */
  readonly bytesPerSecond: number;
};

/**
 * How long capture can go on, hours, until only `keptBytes` are free.
 * The log of a minute, which exists twice while it is cut, is reckoned as used.
 */
export function hoursLeft(freeBytes: number, keptBytes: number, { bytesPerSecond }: DiskUse): number {
  const usable = freeBytes - keptBytes - bytesPerSecond * logSeconds;
  return Math.max(0, usable) / bytesPerSecond / 3600;
}

/** At which free space something happens. */
export type DiskMarks = {
  /** Capture stops. */
  readonly stopBytes: number;
  readonly stopFiles: number;
  /** Capture starts again: so far above that what stopping itself sets free (the log) does not start it. */
  readonly resumeBytes: number;
  readonly resumeFiles: number;
  /** The held part of the reserve is given back: not capture but something else eats the disk. */
  readonly giveBackBytes: number;
};

const resumeSeconds = 120;
/** Names kept free: for playlists, temporary files and the receipt. */
const fileReserve = { least: 32, most: 1_000, share: 0.02 };

/** @param heldBytes what the reserve's file holds now */
export function diskMarks(
  { totalFiles }: Pick<DiskSpace, 'totalFiles'>,
  reserveBytes: number,
  heldBytes: number,
  bytesPerSecond: number,
): DiskMarks {
  const stopBytes = reserveBytes - heldBytes;
  const stopFiles =
    totalFiles === undefined
      ? 0
      : Math.min(fileReserve.most, Math.max(fileReserve.least, Math.ceil(totalFiles * fileReserve.share)));
  return {
    stopBytes,
    stopFiles,
    resumeBytes: stopBytes + Math.max(reserveBytes / 2, bytesPerSecond * resumeSeconds),
    resumeFiles: stopFiles * 2,
    giveBackBytes: Math.min(stopBytes, heldBytesOf(reserveBytes)) / 4,
  };
}
