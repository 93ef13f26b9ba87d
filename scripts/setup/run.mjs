import { spawn } from 'node:child_process';

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
    child.once('error', () => resolve(127));
    child.once('exit', (status) => resolve(status ?? 128));
  });
}
