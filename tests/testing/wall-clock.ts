import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** The wall clock that a test's programs see; the monotonic one, and everybody else's, run on. */
export type WallClock = {
  /** Environment for the programs; those that they start, and their threads, see the same clock. */
  readonly env: Readonly<Record<string, string>>;
  /** Sets it from one moment to the next, so many hours from the true time. */
  set(hours: number): void;
};

/** Why no clock can be set here, or false. */
export const noWallClocks = process.platform !== 'linux' && 'libfaketime is brought on Linux only';

/**
 * Makes a clock that shows the true time until it is set. By libfaketime, so times of files stay the kernel's: those are
 * not set with it.
 * @param folder where the clock's setting lies
 */
export function createWallClock(folder: string): WallClock {
  const setting = join(folder, 'clock');
  const set = (hours: number) => {
    // Readers find the old setting or the new one, never half of it.
    writeFileSync(`${setting}.new`, `${hours < 0 ? '' : '+'}${hours * 3600}\n`);
    renameSync(`${setting}.new`, setting);
  };
  set(0);
  sweepSharedMemory();
  const env = {
    LD_PRELOAD: faketimeLibrary(),
    FAKETIME_TIMESTAMP_FILE: setting,
    FAKETIME_NO_CACHE: '1',
    FAKETIME_DONT_FAKE_MONOTONIC: '1',
    NO_FAKE_STAT: '1',
  };
  return { env, set };
}

/** The library for programs with threads, as the program `faketime` names it to the dynamic linker. */
function faketimeLibrary(): string {
  const { stdout } = spawnSync('faketime', ['-m', 'now', 'printenv', 'LD_PRELOAD'], { encoding: 'utf8' });
  const path = stdout?.trim() ?? '';
  if (path === '') throw new Error('faketime is not installed');
  return path;
}

const sharedMemory = '/dev/shm';

/**
 * libfaketime has shared memory under the number of its process. One that was killed leaves it behind, and the next process that gets
 * the same number can't start.
 */
function sweepSharedMemory(): void {
  for (const name of readdirSync(sharedMemory)) {
    const [, pid] = /^(?:sem\.)?faketime_(?:sem|shm)_(\d+)$/.exec(name) ?? [];
    if (pid !== undefined && !existsSync(`/proc/${pid}`)) rmSync(join(sharedMemory, name), { force: true });
  }
}
