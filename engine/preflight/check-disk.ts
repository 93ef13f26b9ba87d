import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdtemp, open, rm, stat } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { SurecastError } from '../../contract/surecast-error.ts';
import { readDiskSpace } from '../../disk/free-space.ts';
import { reserveBytesOf } from '../disk/disk-budget.ts';
import { diskError } from '../disk/disk-error.ts';
import { reservePath } from '../disk/reserve-file.ts';
import { readReserveSetting } from '../disk/reserve-setting.ts';
import { judgeDiskSpace, judgeDiskSync } from './judge.ts';
import { type Finding, failed } from './result.ts';

/** Whether the data directory can be written, and for how long its disk has space. */
export async function checkDiskSpace(dataDirectory: string, kilobitsPerSecond: number): Promise<Finding> {
  try {
    const place = existingPart(dataDirectory);
    await inTrialFolder(place, async () => undefined);
    const { freeBytes, totalBytes } = await readDiskSpace(place);
    const { size: heldBytes } = (await stat(reservePath(dataDirectory)).catch(() => undefined)) ?? {
      size: 0,
    };
    const reserveBytes = reserveBytesOf(totalBytes, await readReserveSetting(dataDirectory));
    return judgeDiskSpace(freeBytes, Math.max(0, reserveBytes - heldBytes), kilobitsPerSecond);
  } catch (error) {
    return failed(error);
  }
}

const flushes = 20;
const flushedBytes = 256 * 1024;

/** How long the disk takes to make a piece of media safe against a power cut. */
export async function checkDiskSync(dataDirectory: string): Promise<Finding> {
  try {
    return judgeDiskSync(await inTrialFolder(existingPart(dataDirectory), measureFlushes));
  } catch (error) {
    return failed(error);
  }
}

async function measureFlushes(folder: string): Promise<number[]> {
  const file = await open(join(folder, 'flush'), 'w');
  try {
    const bytes = randomBytes(flushedBytes);
    const tookMs: number[] = [];
    for (let count = 0; count < flushes; count++) {
      await file.write(bytes);
      const startedMs = performance.now();
      await file.datasync();
      tookMs.push(performance.now() - startedMs);
    }
    return tookMs;
  } finally {
    await file.close();
  }
}

/** The directory, or the nearest one above it that exists: looking must not make it. */
function existingPart(directory: string): string {
  let place = resolve(directory);
  while (!existsSync(place) && dirname(place) !== place) place = dirname(place);
  return place;
}

async function inTrialFolder<T>(place: string, work: (folder: string) => Promise<T>): Promise<T> {
  const folder = await mkdtemp(join(place, '.surecast-doctor-')).catch((cause: NodeJS.ErrnoException) => {
    const message = `${place} can't be written (${cause.code}).`;
    throw diskError(place, cause) ?? new SurecastError('DATA_DIR_UNWRITABLE', message, { cause });
  });
  try {
    return await work(folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
