import { type ChildProcess, spawn } from 'node:child_process';

/** Each waits until its standard input ends, which happens when this process does, in whatever way, and then ends the other. */
const posix = [
  'sh',
  '-c',
  // With a group of its own, also those whom it has started, and left behind.
  'cat >/dev/null; kill -s TERM -- "-$1" 2>/dev/null || kill -s TERM "$1"',
  'sh',
] as const;
const windows = [
  process.execPath,
  '-e',
  'process.stdin.resume().on("end", () => process.kill(Number(process.argv[1])))',
] as const;

/** Sees to it that a child ends when this process ends, also by SIGKILL. */
export function endWithParent(child: ChildProcess): void {
  if (child.pid === undefined) return;
  const [command, ...args] = process.platform === 'win32' ? windows : posix;
  const watchdog = spawn(command, [...args, String(child.pid)], {
    stdio: ['pipe', 'ignore', 'ignore'],
    // What ends a whole group of processes must leave it alive to do its work.
    detached: true,
    windowsHide: true,
  });
  watchdog.on('error', () => undefined);
  watchdog.stdin.on('error', () => undefined);
  watchdog.unref();
  child.once('exit', () => watchdog.kill('SIGKILL'));
}
