import { hoursLeft } from '../disk/disk-budget.ts';
import { bad, doubtful, type Finding, fine } from './result.ts';

/** The verdicts on what was measured. Pure. */

const headroom = 1.5;

/** @param speed media seconds encoded in a second */
export function judgeEncoderSpeed(speed: number, what: string): Finding {
  const message = `${what}: ${speed.toFixed(1)} times as fast as needed`;
  const cure =
    'Choose a smaller picture or a hardware encoder (`surecast devices`), or end other programs that use the processor.';
  const measured = { speed };
  if (speed < 1) return bad(message, cure, measured);
  return speed < headroom ? doubtful(message, cure, measured) : fine(message, measured);
}

const amplyHours = 6;
const leastHours = 1;

/**
 * @param freeBytes what this user may still write
 * @param keptBytes how much of that capture leaves for delivery
 */
export function judgeDiskSpace(freeBytes: number, keptBytes: number, kilobitsPerSecond: number): Finding {
  const hours = hoursLeft(freeBytes, keptBytes, { bytesPerSecond: (kilobitsPerSecond * 1000) / 8 });
  const message = `${(freeBytes / 1e9).toFixed(1)} GB free, ${(keptBytes / 1e9).toFixed(1)} GB of it kept for delivery: ${hours >= 100 ? hours.toFixed(0) : hours.toFixed(1)} hours at ${kilobitsPerSecond} kbit/s`;
  const cure = 'Free some space, or choose a directory on another disk with --data.';
  const measured = { freeBytes, hours };
  if (hours < leastHours) return bad(message, cure, measured);
  return hours < amplyHours ? doubtful(message, cure, measured) : fine(message, measured);
}

const quickSyncMs = 100;
const slowestSyncMs = 1_000;

/** @param syncMs what each flush of a piece of media to the disk took */
export function judgeDiskSync(syncMs: readonly number[]): Finding {
  const sorted = syncMs.toSorted((a, b) => a - b);
  const medianMs = sorted[Math.floor(sorted.length / 2)] ?? 0;
  const longestMs = sorted.at(-1) ?? 0;
  const message = `a flush to the disk takes ${medianMs.toFixed(1)} ms, at most ${longestMs.toFixed(1)} ms`;
  const cure = 'Keep the data directory on an internal SSD: this disk may not keep up with what is captured.';
  const measured = { medianMs, longestMs };
  if (medianMs > slowestSyncMs) return bad(message, cure, measured);
  return medianMs > quickSyncMs ? doubtful(message, cure, measured) : fine(message, measured);
}

const smallSkewSeconds = 5;
const largestSkewSeconds = 5 * 60;

/** @param skewSeconds how far this machine's clock is ahead of the origin's */
export function judgeClock(skewSeconds: number): Finding {
  const off = Math.abs(skewSeconds);
  const way = skewSeconds > 0 ? 'ahead of' : 'behind';
  const measured = { skewSeconds };
  if (off <= smallSkewSeconds) return fine('this machine and the origin have the same time', measured);
  const message = `this machine’s clock is ${off.toFixed(0)} s ${way} the origin’s`;
  const cure =
    'Set this machine’s clock (NTP): the times in the playlists come from it, and S3 refuses requests more than 15 minutes off.';
  return off > largestSkewSeconds ? bad(message, cure, measured) : doubtful(message, cure, measured);
}

/** @param bitsPerSecond what went up and was accepted; `needed`: what a broadcast sends over this link */
export function judgeUplink(bitsPerSecond: number, neededKilobitsPerSecond: number): Finding {
  const times = bitsPerSecond / (neededKilobitsPerSecond * 1000);
  const message = `${(bitsPerSecond / 1e6).toFixed(1)} Mbit/s up: ${times.toFixed(1)} times the ${neededKilobitsPerSecond} kbit/s of the broadcast`;
  const measured = { bitsPerSecond, times };
  const cure =
    'Lower the bit rate, or use a better link. Nothing is lost on a slow one, but it is delivered later than live.';
  if (times < 1) return bad(message, cure, measured);
  return times < headroom ? doubtful(message, cure, measured) : fine(message, measured);
}
