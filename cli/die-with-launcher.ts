/**
 * Ties the program to the launcher that started it (`cli/launch.mjs`), which stands in for it on an older Node: what
 * is done to the launcher's process has to happen to this one.
 */

/**
 * Call once, first of all. Does nothing in a process that the launcher did not start. Afterwards:
 * - the launcher's end, by whatever means, ends this process as SIGKILL would, since a SIGKILL of the launcher is
 *   meant for the program;
 * - a signal sent to the launcher reaches the `process.on(SIGNAL)` listeners, or has its default effect without any.
 *   A listener gets no second argument then, where a signal to this process itself brings its number.
 * The channel to the launcher does not hold the process open.
 */
export function dieWithLauncher(): void {
  if (process.env['SURECAST_LAUNCHED'] !== '1' || process.channel === undefined) return;
  delete process.env['SURECAST_LAUNCHED'];
  process.once('disconnect', () => process.kill(process.pid, 'SIGKILL'));
  process.on('message', (message) => {
    const signal = forwardedSignal(message);
    if (signal === undefined) return;
    if (process.listenerCount(signal) === 0) process.kill(process.pid, signal);
    else process.emit(signal, signal);
  });
  process.channel?.unref();
}

function forwardedSignal(message: unknown): 'SIGINT' | 'SIGTERM' | 'SIGHUP' | undefined {
  if (typeof message !== 'object' || message === null || !('signal' in message)) return undefined;
  const { signal } = message;
  return signal === 'SIGINT' || signal === 'SIGTERM' || signal === 'SIGHUP' ? signal : undefined;
}
