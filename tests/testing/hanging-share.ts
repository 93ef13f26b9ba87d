import { spawnSync } from 'node:child_process';
import { closeSync, existsSync, mkdtempSync, openSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { killAllOf } from './capture-processes.ts';
import type { Scope } from './scope.ts';

const device = '/dev/fuse';

/** Why no share can be made to hang here; false when one can. */
export const noHangingShare: string | false =
  process.platform === 'linux' && process.getuid?.() === 0 && existsSync(device)
    ? false
    : 'needs root and /dev/fuse to mount a share';

/**
 * Mounts a share whose server never answers, as that of a network that is gone: whoever looks at it waits in the kernel,
 * where nothing but a kill of the process ends it. Gone after the test. Undefined where mounting is not allowed.
 */
export function mountHangingShare(t: Scope): string | undefined {
  const path = mkdtempSync(join(tmpdir(), 'surecast-hanging-'));
  // FUSE, with this process for a server that does not read what it is asked.
  const server = openSync(device, 'r+');
  const options = 'fd=3,rootmode=40000,user_id=0,group_id=0';
  const { status } = spawnSync('mount', ['-i', '-t', 'fuse', '-o', options, 'hanging', path], {
    stdio: ['ignore', 'ignore', 'ignore', server],
  });
  t.after(() => {
    killAllOf(path);
    if (status === 0) spawnSync('umount', ['-l', path]);
    closeSync(server);
    rmSync(path, { recursive: true, force: true });
  });
  return status === 0 ? path : undefined;
}
