import type { DiskSnapshot } from '../contract/snapshot.ts';
import { formatBytes } from './print.ts';

/** How long the disk lasts, for a status line. */
export function diskWords({ level, hoursLeft }: DiskSnapshot): string {
  if (level === 'full') return '[disk full: capture rests]';
  if (level === 'unwritable') return '[disk takes no writes: capture rests]';
  if (hoursLeft === null) return 'disk of unknown use';
  return `${level === 'low' ? '[disk low] ' : ''}disk ${formatHours(hoursLeft)}`;
}

/** `12 min`, `5.5 h`, `400 h` */
function formatHours(hours: number): string {
  if (hours < 1) return `${Math.floor(hours * 60)} min`;
  return `${hours < 100 ? hours.toFixed(1) : hours.toFixed(0)} h`;
}

/** The same as sentences, with the figures behind it. */
export function describeDisk(disk: DiskSnapshot): string {
  const free = `${formatBytes(disk.freeBytes)} free, of which ${formatBytes(disk.reserveBytes)} are kept for delivery`;
  const rate = disk.bytesPerSecond;
  if (disk.level === 'full') return `DISK FULL: ${free}; nothing is captured before there is more room.`;
  if (disk.hoursLeft === null || rate === null) return `${free}.`;
  return `${free}: ${formatHours(disk.hoursLeft)} of capture at ${((rate * 8) / 1e6).toFixed(1)} Mbit/s.`;
}
