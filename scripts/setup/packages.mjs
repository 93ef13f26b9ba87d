import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { installedMatches } from './installed-matches.mjs';
import { run } from './run.mjs';
import { SetupFailure, say } from './say.mjs';
import { withLock } from './setup-lock.mjs';

/**
 * Makes sure that node_modules is what package-lock.json says. Once it is, this costs one hash of the lock file.
 * @param {string} root of the checkout
 */
export async function bringPackages(root) {
  const lock = readFileSync(join(root, 'package-lock.json'));
  const hash = createHash('sha256').update(lock).digest('hex');
  if (readText(stampOf(root)) === hash) return;
  await withLock(join(root, '.cache', 'set-up.lock'), 'the npm packages', async () => {
    if (readText(stampOf(root)) === hash) return;
    if (!isInstalled(root, lock.toString())) await install(root, lock.toString());
    linkProgram(root);
    writeFileSync(stampOf(root), hash);
  });
}

/** @param {string} root */
const stampOf = (root) => join(root, 'node_modules', '.surecast-set-up');

/**
 * @param {string} path
 * @returns {string | undefined}
 */
function readText(path) {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
}

/**
 * Whether npm's own record of what it installed (its hidden lock file) matches: so packages that were installed by
 * hand are taken as they are.
 * @param {string} root
 * @param {string} lock
 */
function isInstalled(root, lock) {
  const installed = readText(join(root, 'node_modules', '.package-lock.json'));
  return installed !== undefined && installedMatches(JSON.parse(lock), JSON.parse(installed));
}

/**
 * `npm ci` on an empty checkout. Where there are packages already, `npm install` changes only what differs, so that a
 * broadcast which runs from this checkout keeps its files.
 * @param {string} root
 * @param {string} lock
 */
async function install(root, lock) {
  const first = readText(join(root, 'node_modules', '.package-lock.json')) === undefined;
  say(
    first
      ? 'bringing the npm packages that Surecast is made of, Node 24 among them (once; some 15 s)'
      : 'bringing the npm packages up to date, since package-lock.json has changed',
  );
  if (first && (await npm(root, ['ci'])) === 0) return;
  await npm(root, ['install', '--no-save']);
  if (isInstalled(root, lock)) return;
  throw new SetupFailure(
    'INTERNAL',
    'The npm packages could not be installed; npm’s words are above.',
    'Type: npm ci',
  );
}

/**
 * @param {string} root
 * @param {readonly string[]} args
 */
async function npm(root, args) {
  const all = [...args, '--no-audit', '--no-fund', '--no-progress', '--ignore-scripts', '--loglevel=error'];
  const script = process.env['npm_execpath'];
  if (script?.endsWith('npm-cli.js')) return run(process.execPath, [script, ...all], { cwd: root });
  return run('npm', all, { cwd: root });
}

/**
 * Puts `surecast` where npx looks first, so that `npx surecast` starts this checkout without asking npm anything.
 * @param {string} root
 */
function linkProgram(root) {
  const link = join(root, 'node_modules', '.bin', process.platform === 'win32' ? 'surecast.cmd' : 'surecast');
  mkdirSync(dirname(link), { recursive: true });
  rmSync(link, { force: true });
  if (process.platform === 'win32') writeFileSync(link, '@node "%~dp0..\\..\\cli\\surecast.mjs" %*\r\n');
  else symlinkSync(join('..', '..', 'cli', 'surecast.mjs'), link);
}
