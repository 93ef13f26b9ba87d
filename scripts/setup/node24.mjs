import { spawn } from 'node:child_process';
import { constants } from 'node:os';
import { join } from 'node:path';
import { nodePackageOf } from './installed-matches.mjs';
import { isProgram } from './programs.mjs';
import { SetupFailure } from './say.mjs';

/** @typedef {import('node:child_process').ChildProcess} ChildProcess */

/**
 * The Node 24 that the packages brought, or this process's own if that is new enough.
 * @param {string} root of the checkout
 */
export function node24Path(root) {
  const file = process.platform === 'win32' ? 'node.exe' : 'node';
  const pinned = join(root, 'node_modules', nodePackageOf(process.platform, process.arch), 'bin', file);
  if (isProgram(pinned)) return pinned;
  if (Number(process.versions.node.split('.')[0]) >= 24) return process.execPath;
  throw new SetupFailure(
    'NODE_TOO_OLD',
    `Surecast runs on Node 24, this is ${process.versions.node}, and npm has no Node 24 for ${process.platform}-${process.arch}.`,
    `Type: ${process.platform === 'darwin' ? 'brew install node' : 'nvm install 24'}`,
    2,
  );
}

/**
 * Runs a script on Node 24 and waits for it. Signals go on to the script, which decides when to end.
 * @param {string} root of the checkout
 * @param {readonly string[]} args script and arguments
 * @param {{ env?: NodeJS.ProcessEnv, stdio?: import('node:child_process').StdioOptions,
 *   forward?: (child: ChildProcess, signal: NodeJS.Signals) => void }} [options]
 * @returns {Promise<number>} its exit status; 128 + n if signal n ended it
 */
export async function runNode24(
  root,
  args,
  { env = process.env, stdio = 'inherit', forward = killWith } = {},
) {
  const child = spawn(node24Path(root), args, { env, stdio });
  /** @type {NodeJS.Signals[]} */
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'];
  for (const signal of signals) process.on(signal, () => forward(child, signal));
  return new Promise((resolve, reject) => {
    child.once('error', (error) => reject(cannotStart(error)));
    child.once('exit', (status, signal) => {
      resolve(status ?? 128 + (signal === null ? 0 : constants.signals[signal]));
    });
  });
}

/**
 * @param {ChildProcess} child
 * @param {NodeJS.Signals} signal
 */
function killWith(child, signal) {
  child.kill(signal);
}

/** @param {Error} error */
function cannotStart(error) {
  const cure = 'Install Node 24 or newer from your system and start again with it.';
  return new SetupFailure(
    'NODE_TOO_OLD',
    `The Node 24 that npm brought does not start here: ${error.message}.`,
    cure,
    2,
  );
}
