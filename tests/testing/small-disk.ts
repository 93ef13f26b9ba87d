import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, statfsSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import { killAllOf } from './capture-processes.ts';

/** A disk of a test's own. */
export type SmallDisk = {
  readonly path: string;
  freeBytes(): number;
  /** Another program fills it until only so much is free. */
  fillUntilFree(bytes: number): void;
  /** … or until there can be only so many files more. */
  fillUntilNames(count: number): void;
  /** … and removes its files again. */
  empty(): void;
};

/** Why small disks can't be mounted here; false when they can. */
export const noSmallDisks: string | false =
  process.platform === 'linux' && process.getuid?.() === 0 ? false : 'needs root to mount a small disk';

/** Mounts a disk in memory; gone after the test, with all that works on it. Undefined where mounting is not allowed. */
export function mountSmallDisk(t: Pick<TestContext, 'after'>, megabytes: number): SmallDisk | undefined {
  const path = mkdtempSync(join(tmpdir(), 'surecast-disk-'));
  const { status } = spawnSync('mount', [
    '-t',
    'tmpfs',
    '-o',
    `size=${megabytes}m,nr_inodes=2000`,
    'tmpfs',
    path,
  ]);
  t.after(() => {
    killAllOf(path);
    if (status === 0) spawnSync('umount', ['-l', path]);
    rmSync(path, { recursive: true, force: true });
  });
  if (status !== 0) return undefined;
  const fillers = join(path, 'of-another-program');
  if (status === 0) mkdirSync(fillers);
  const freeBytes = () => {
    const { bavail, bsize } = statfsSync(path);
    return bavail * bsize;
  };
  return {
    path,
    freeBytes,
    fillUntilFree: (bytes) => fill(join(fillers, 'large'), freeBytes() - bytes),
    fillUntilNames: (count) => {
      for (let left = statfsSync(path).ffree; left > count; left--)
        writeFileSync(join(fillers, `${left}`), '');
    },
    empty: () => {
      rmSync(fillers, { recursive: true });
      mkdirSync(fillers);
    },
  };
}

/** Who captures at the same moment may take some of it. */
function fill(path: string, bytes: number): void {
  try {
    writeFileSync(path, Buffer.alloc(Math.max(0, bytes), 1), { flag: 'a' });
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'ENOSPC')) throw error;
  }
}
