import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import type { TestContext } from 'node:test';
import { killAllOf } from './capture-processes.ts';

/** A disk with ext4 on a loop device: unlike one in memory it can become read-only under open files. */
export type BlockDisk = {
  readonly path: string;
  /** What the kernel does after an error in the file system: nothing is written any more, from one moment to the next. */
  turnReadOnly(): void;
  /** Unmounts it (nobody may use it any more), repairs it, and mounts it again. */
  repair(): void;
  /** Mounts it again without the right to write. */
  remount(how: 'ro' | 'rw'): void;
};

/** Makes and mounts one; gone after the test, with all that works on it. Undefined where that is not allowed. */
export function mountBlockDisk(t: Pick<TestContext, 'after'>, megabytes: number): BlockDisk | undefined {
  const root = mkdtempSync(join(tmpdir(), 'surecast-block-'));
  const [image, path] = [join(root, 'image'), join(root, 'disk')];
  mkdirSync(path);
  t.after(() => {
    killAllOf(path);
    run('umount', '-l', path);
    rmSync(root, { recursive: true, force: true });
  });
  writeFileSync(image, '');
  truncateSync(image, megabytes * 1024 * 1024);
  const mount = (options: string) => run('mount', '-o', `loop,errors=remount-ro,${options}`, image, path);
  if (!run('mkfs.ext4', '-q', image) || !mount('rw')) return undefined;
  const remount = (how: 'ro' | 'rw') => {
    demand(run('umount', path), 'nobody uses the disk');
    run('fsck.ext4', '-p', image);
    demand(mount(how), `it is mounted ${how}`);
  };
  const trigger = () => `/sys/fs/ext4/${deviceOf(image)}/trigger_fs_error`;
  if (!existsSync(trigger())) return undefined;
  return {
    path,
    remount,
    repair: () => remount('rw'),
    turnReadOnly: () => writeFileSync(trigger(), 'test'),
  };
}

function run(command: string, ...args: string[]): boolean {
  return spawnSync(command, args).status === 0;
}

function demand(isSo: boolean, what: string): void {
  if (!isSo) throw new Error(`it is not so that ${what}`);
}

function deviceOf(image: string): string {
  const { stdout } = spawnSync('losetup', ['-n', '-O', 'NAME', '-j', image], { encoding: 'utf8' });
  return basename(stdout.trim());
}
