/**
 * Starts `cli/main.ts` on Node 24 after making sure that what it needs is there. Runs on Node 20 or newer with
 * nothing installed, so it imports `node:` modules and `scripts/setup/` alone.
 */
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { bringCompiled } from '../scripts/setup/compiled.mjs';
import { bringConsole } from '../scripts/setup/console.mjs';
import { bringFfmpeg } from '../scripts/setup/ffmpeg.mjs';
import { needsConsole } from '../scripts/setup/needs-console.mjs';
import { needsFfmpeg } from '../scripts/setup/needs-ffmpeg.mjs';
import { runNode24 } from '../scripts/setup/node24.mjs';
import { bringPackages } from '../scripts/setup/packages.mjs';
import { endOnFailure } from '../scripts/setup/say.mjs';
import { leanNode } from './lean-node.mjs';
import { stopWithNpm } from './stop-with-npm.mjs';

/**
 * Runs the program. On Node 24 or newer it takes this process over; else in a child with this one's standard streams and
 * a channel, over which signals are passed on and by which the child notices that this process was killed.
 * @param {readonly string[]} args what stands after `surecast`
 */
export async function launch(args) {
  const root = dirname(dirname(fileURLToPath(import.meta.url)));
  const main = join(root, 'cli', 'main.ts');
  const lean = leanNode(root, args);
  stopWithNpm();
  // What the set-up says may go nowhere (a log file on a full disk); the program itself has its own rule (guarded-output.ts).
  process.stderr.on('error', () => undefined);
  try {
    await bringPackages(root);
    if (needsFfmpeg(args)) await bringFfmpeg();
    if (needsConsole(args)) await bringConsole(root);
    if (needsConsole(args) || needsFfmpeg(args)) await bringCompiled(root, lean);
    if (Number(process.versions.node.split('.')[0]) >= 24) {
      await become(lean, [main, ...args]);
      return;
    }
    process.exitCode = await runNode24(root, [...lean.args, main, ...args], {
      env: { ...lean.env, SURECAST_LAUNCHED: '1' },
      stdio: ['inherit', 'inherit', 'inherit', 'ipc'],
      forward: (child, signal) => child.connected && child.send({ type: 'surecast-signal', signal }),
    });
  } catch (thrown) {
    endOnFailure(thrown);
  }
}

/**
 * Goes on as the program in this very process: it keeps its number, its streams and its parent. Where the system can't
 * replace a process (Windows), the program is loaded into this one as it is.
 * @param {ReturnType<typeof leanNode>} lean
 * @param {readonly string[]} args script and arguments
 */
async function become(lean, args) {
  if (process.platform !== 'win32' && process.execve !== undefined) {
    process.execve(process.execPath, [process.execPath, ...lean.args, ...args], lean.env);
  }
  process.argv = [process.execPath, ...args];
  await import(pathToFileURL(args[0] ?? '').href);
}
