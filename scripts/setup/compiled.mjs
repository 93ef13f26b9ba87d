import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { node24Path } from './node24.mjs';
import { run } from './run.mjs';
import { say } from './say.mjs';
import { withLock } from './setup-lock.mjs';

/** What an engine is made of. */
const folders = [
  ...['contract', 'media', 'disk', 'encoder', 'catalog', 'uploader', 'engine'],
  ...['player', 'cli', 'delivery', join('scripts', 'setup')],
];

/**
 * Makes sure that Node's compile cache holds the program as it is, so that it does not compile itself: what that takes, an
 * engine would keep for as long as it lives. Once it is there, this costs a look at the sources' times. Nothing fails
 * without it.
 * @param {string} root of the checkout
 * @param {{ args: readonly string[], env: NodeJS.ProcessEnv }} lean how the program is started
 */
export async function bringCompiled(root, lean) {
  const script = join(root, 'scripts', 'compile-program.ts');
  const cache = lean.env['NODE_COMPILE_CACHE'];
  if (cache === undefined || !existsSync(script)) return;
  const node = Number(process.versions.node.split('.')[0]) >= 24 ? process.execPath : node24Path(root);
  const stamp = join(cache, '.compiled-from');
  const sources = hashOfTimes(root, [node, ...lean.args]);
  if (readText(stamp) === sources) return;
  try {
    mkdirSync(cache, { recursive: true });
    // Where it can't be kept it is not made.
    writeFileSync(stamp, '');
    await withLock(join(cache, '.compiling.lock'), 'the compiled program', async () => {
      if (readText(stamp) === sources) return;
      say('compiling the program (a few seconds, after each change)');
      const status = await run(node, [...lean.args, script], { env: lean.env, quiet: true });
      if (status === 0) writeFileSync(stamp, sources);
    });
  } catch {
    // The program compiles itself.
  }
}

/**
 * @param {string} root
 * @param {readonly string[]} command that starts the program
 */
function hashOfTimes(root, command) {
  const hash = createHash('sha256').update(command.join('\0'));
  for (const folder of folders) addFolder(hash, join(root, folder));
  addFile(hash, join(root, 'package-lock.json'));
  return hash.digest('hex');
}

/**
 * @param {import('node:crypto').Hash} hash
 * @param {string} folder
 */
function addFolder(hash, folder) {
  if (!existsSync(folder)) return;
  const entries = readdirSync(folder, { withFileTypes: true }).sort((a, b) => (a.name < b.name ? -1 : 1));
  for (const entry of entries) {
    if (entry.isDirectory()) addFolder(hash, join(folder, entry.name));
    else if (/(?<!\.test)\.(ts|mjs)$/.test(entry.name)) addFile(hash, join(folder, entry.name));
  }
}

/**
 * @param {import('node:crypto').Hash} hash
 * @param {string} path
 */
function addFile(hash, path) {
  const file = statSync(path, { throwIfNoEntry: false });
  hash.update(`${path}\0${file?.size}\0${file?.mtimeMs}\0`);
}

/** @param {string} path */
function readText(path) {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
}
