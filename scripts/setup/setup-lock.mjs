import { mkdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { dirname } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { say } from './say.mjs';

/** A lock of another machine (a shared folder) whose holder cannot be asked is given up after this long. */
const foreignLockMaxMs = 30 * 60_000;

/**
 * Runs `work` while holding a lock file, so that two starts at once do not set up the same thing. A lock left by a
 * process that is gone is taken over.
 * @template Result
 * @param {string} path of the lock file
 * @param {string} what is being set up, for the line printed while waiting
 * @param {() => Promise<Result>} work must look again whether there is still anything to do
 * @returns {Promise<Result>}
 */
export async function withLock(path, what, work) {
  mkdirSync(dirname(path), { recursive: true });
  let told = false;
  while (!takeLock(path)) {
    if (!told) say(`waiting for another start that is bringing ${what}`);
    told = true;
    await delay(200);
  }
  try {
    return await work();
  } finally {
    rmSync(path, { force: true });
  }
}

/**
 * @param {string} path
 * @returns {boolean} whether the lock is this process's now
 */
function takeLock(path) {
  try {
    writeFileSync(path, `${hostname()} ${process.pid}`, { flag: 'wx' });
    return true;
  } catch (thrown) {
    if (!(thrown instanceof Error && 'code' in thrown && thrown.code === 'EEXIST')) throw thrown;
  }
  return dropIfLeftBehind(path) && takeLock(path);
}

/**
 * Moves a dead holder's lock away. Renaming first means that of two waiters only one removes it.
 * @param {string} path
 * @returns {boolean} whether it is worth trying again at once
 */
function dropIfLeftBehind(path) {
  try {
    const holder = readFileSync(path, 'utf8');
    if (isHeld(holder, Date.now() - statSync(path).mtimeMs)) return false;
    const aside = `${path}.${process.pid}`;
    renameSync(path, aside);
    // A lock taken between the look and the rename is somebody's: give it back.
    if (readFileSync(aside, 'utf8') === holder) rmSync(aside, { force: true });
    else renameSync(aside, path);
    return true;
  } catch (thrown) {
    if (!(thrown instanceof Error && 'code' in thrown && thrown.code === 'ENOENT')) throw thrown;
    return true;
  }
}

/**
 * Whether a lock is still somebody's.
 * @param {string} holder what the file holds: host name and process id, or nothing while it is being written
 * @param {number} ageMs
 */
export function isHeld(holder, ageMs) {
  const [host, pid] = holder.split(' ');
  if (pid === undefined) return ageMs < 5000;
  if (host !== hostname()) return ageMs < foreignLockMaxMs;
  try {
    process.kill(Number(pid), 0);
    return true;
  } catch (thrown) {
    return thrown instanceof Error && 'code' in thrown && thrown.code === 'EPERM';
  }
}
