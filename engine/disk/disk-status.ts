import type { Catalog } from '../../catalog/catalog.ts';
import type { DiskSnapshot } from '../../contract/snapshot.ts';
import { readDiskSpace } from '../../disk/free-space.ts';
import { isToBeCaptured } from '../resumable.ts';
import { CaptureRate } from './capture-rate.ts';
import { diskMarks, hoursLeft, reserveBytesOf } from './disk-budget.ts';
import { nextDiskLevel } from './disk-level.ts';
import { ReserveFile } from './reserve-file.ts';
import { readReserveSetting } from './reserve-setting.ts';

/** The disk of a data directory as seen from outside, whether or not an engine runs there; null when it does not answer. */
export async function diskStatus(
  catalog: Catalog,
  root: string,
  isRunning: boolean,
): Promise<DiskSnapshot | null> {
  const space = await readDiskSpace(root).catch(() => undefined);
  if (space === undefined) return null;
  const reserve = new ReserveFile(root);
  await reserve.find();
  const rate = new CaptureRate(catalog, root);
  await rate.prepare();
  const bytesPerSecond = rate.read();
  const reserveBytes = reserveBytesOf(space.totalBytes, await readReserveSetting(root));
  const marks = diskMarks(space, reserveBytes, reserve.heldBytes, bytesPerSecond ?? 0);
  const left = bytesPerSecond ? hoursLeft(space.freeBytes, marks.stopBytes, { bytesPerSecond }) : undefined;
  return {
    level: nextDiskLevel(isRunning && restsIn(catalog) ? 'full' : 'roomy', {
      space,
      marks,
      hoursLeft: left,
      trouble: undefined,
    }),
    freeBytes: space.freeBytes,
    removableBytes: 0,
    reserveBytes,
    bytesPerSecond: bytesPerSecond ?? null,
    hoursLeft: left ?? null,
  };
}

/** Whether a broadcast is to be captured and no FFmpeg does: the engine waits, for room if there is little. */
function restsIn(catalog: Catalog): boolean {
  const capturing = catalog.broadcasts.list().filter(isToBeCaptured);
  return capturing.some((broadcast) => catalog.runs.list(broadcast.id).every((run) => run.ended === 1));
}
