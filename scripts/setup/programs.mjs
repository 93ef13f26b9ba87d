import { accessSync, constants, statSync } from 'node:fs';
import { delimiter, join } from 'node:path';

/**
 * The path of a program on PATH, or undefined. Starts nothing, so it costs no time.
 * @param {string} name without `.exe`
 * @param {NodeJS.ProcessEnv} [env]
 * @returns {string | undefined}
 */
export function findProgram(name, env = process.env) {
  const endings = process.platform === 'win32' ? ['.exe', '.cmd', '.bat'] : [''];
  for (const directory of (env['PATH'] ?? env['Path'] ?? '').split(delimiter)) {
    if (directory === '') continue;
    for (const ending of endings) {
      const path = join(directory, name + ending);
      if (isProgram(path)) return path;
    }
  }
  return undefined;
}

/**
 * Whether `path` is a file that this user may run.
 * @param {string} path
 */
export function isProgram(path) {
  try {
    accessSync(path, constants.X_OK);
    return statSync(path).isFile();
  } catch {
    return false;
  }
}
