import { spawn } from 'node:child_process';
import { constants } from 'node:os';

/**
 * Runs a command with its output on standard error, since standard output belongs to the program.
 * @param {string} command
 * @param {readonly string[]} args
 * @param {{ cwd?: string, env?: NodeJS.ProcessEnv, quiet?: boolean }} [options] `quiet`: no output at all
 * @returns {Promise<number>} its exit status; 127 if it could not be started, 128 if a signal ended it
 */
export function run(command, args, { cwd, env, quiet } = {}) {
  return new Promise((resolve) => {
    const child = spawn(command, args, {
      ...(cwd === undefined ? {} : { cwd }),
      ...(env === undefined ? {} : { env }),
      stdio: quiet ? 'ignore' : ['ignore', 2, 2],
      // npm and winget are .cmd files on Windows, which only a shell starts.
      shell: process.platform === 'win32',
      windowsHide: true,
    });
    // Without this a signal would end the set-up, and its lock, while the command goes on.
    /** @param {NodeJS.Signals} signal */
    const stop = (signal) => {
      child.kill(signal);
      process.exit(128 + constants.signals[signal]);
    };
    const signals = /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP']);
    for (const signal of signals) process.once(signal, stop);
    /** @param {number} status */
    const end = (status) => {
      for (const signal of signals) process.off(signal, stop);
      resolve(status);
    };
    child.once('error', () => end(127));
    child.once('exit', (status) => end(status ?? 128));
  });
}
