import type { EngineEvent } from '../../contract/engine-events.ts';
import { type ErrorCode, errorTable } from '../../contract/error-codes.ts';
import type { DiskSnapshot } from '../../contract/snapshot.ts';
import type { DiskTrouble } from '../../disk/disk-trouble.ts';
import type { DiskLevel } from './disk-level.ts';

const megabytes = (bytes: number): string => `${(bytes / 1e6).toFixed(bytes < 1e7 ? 1 : 0)} MB`;

/** What a person is told when the disk has come to another level. */
export function diskNews(
  level: DiskLevel,
  disk: DiskSnapshot | null,
  trouble: DiskTrouble | undefined,
): EngineEvent & { type: 'disk' } {
  const free = disk === null ? '' : ` (${megabytes(disk.freeBytes)} free)`;
  if (level === 'roomy') return { type: 'disk', level, message: `The disk has room again${free}.` };
  const { code, message } = descriptionOf(level, disk, trouble, free);
  return { type: 'disk', level, code, message, cure: errorTable[code].cure };
}

function descriptionOf(
  level: Exclude<DiskLevel, 'roomy'>,
  disk: DiskSnapshot | null,
  trouble: DiskTrouble | undefined,
  free: string,
): { readonly code: ErrorCode; readonly message: string } {
  if (level === 'low') {
    const minutes = Math.floor((disk?.hoursLeft ?? 0) * 60);
    return { code: 'DISK_LOW', message: `The disk has room for ${minutes} more minutes of capture${free}.` };
  }
  if (level === 'full') {
    const reserve = disk === null ? '' : ` but the reserve of ${megabytes(disk.reserveBytes)}`;
    const message = `The disk has nothing left${reserve}${free}: capture rests, delivery goes on.`;
    return { code: 'DISK_FULL', message };
  }
  if (trouble === 'read-only')
    return { code: 'DISK_READ_ONLY', message: 'The disk takes no writes (it is read-only): capture rests.' };
  return { code: 'DISK_FAILING', message: 'The disk fails to write or to answer: capture rests.' };
}
