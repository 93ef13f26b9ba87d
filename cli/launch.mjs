/**
 * Starts `cli/main.ts` on Node 24 after making sure that what it needs is there. Runs on Node 20 or newer with
 * nothing installed, so it imports `node:` modules and `scripts/setup/` alone.
 */
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { bringFfmpeg } from '../scripts/setup/ffmpeg.mjs';
import { needsFfmpeg } from '../scripts/setup/needs-ffmpeg.mjs';
import { runNode24 } from '../scripts/setup/node24.mjs';
import { bringPackages } from '../scripts/setup/packages.mjs';
import { endOnFailure } from '../scripts/setup/say.mjs';

/**
 * Runs the program. On Node 24 or newer it runs in this process; else in a child with this one's standard streams and
 * a channel, over which signals are passed on and by which the child notices that this process was killed.
 * @param {readonly string[]} args what stands after `surecast`
 */
export async function launch(args) {
  const root = dirname(dirname(fileURLToPath(import.meta.url)));
  const main = join(root, 'cli', 'main.ts');
  stopWithNpm();
  try {
    await bringPackages(root);
    if (needsFfmpeg(args)) await bringFfmpeg();
    if (Number(process.versions.node.split('.')[0]) >= 24) {
      process.argv = [process.execPath, main, ...args];
      await import(pathToFileURL(main).href);
      return;
    }
    process.exitCode = await runNode24(root, [main, ...args], {
      env: { ...process.env, SURECAST_LAUNCHED: '1' },
      stdio: ['inherit', 'inherit', 'inherit', 'ipc'],
      forward: (child, signal) => child.connected && child.send({ type: 'surecast-signal', signal }),
    });
  } catch (thrown) {
    endOnFailure(thrown);
  }
}

/**
 * `npx` puts a shell between itself and the program. A SIGTERM for npm ends that shell and leaves the program running
 * unheard, so the shell's end is taken for the signal.
 */
function stopWithNpm() {
  if (process.env['npm_lifecycle_event'] === undefined || process.platform === 'win32') return;
  const parent = process.ppid;
  const look = setInterval(() => {
    if (process.ppid === parent) return;
    clearInterval(look);
    process.kill(process.pid, 'SIGTERM');
  }, 500);
  look.unref();
}
