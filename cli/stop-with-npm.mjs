/**
 * `npx` puts a shell between itself and the program. A SIGTERM for npm ends that shell and leaves the program running
 * unheard, so the shell's end is taken for the signal.
 */
export function stopWithNpm() {
  if (process.env['npm_lifecycle_event'] === undefined || process.platform === 'win32') return;
  const parent = process.ppid;
  const look = setInterval(() => {
    if (process.ppid === parent) return;
    clearInterval(look);
    process.kill(process.pid, 'SIGTERM');
  }, 500);
  look.unref();
}
