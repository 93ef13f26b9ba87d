import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { node24Path } from './node24.mjs';
import { run } from './run.mjs';
import { say } from './say.mjs';
import { withLock } from './setup-lock.mjs';

const stamp = join('renderer', 'dist', '.built-from');

/**
 * Makes sure that renderer/dist/ is made of the sources as they are. Once it is, this costs one hash of them.
 * Where Vite is not installed (a packaged program), what is there is taken as it is.
 * @param {string} root of the checkout
 * @returns {Promise<boolean>} whether there is a console to serve
 */
export async function bringConsole(root) {
  if (isBuilt(root)) return true;
  if (!existsSync(join(root, 'node_modules', 'vite')) || !existsSync(join(root, 'renderer', 'index.html')))
    return existsSync(join(root, 'renderer', 'dist', 'index.html'));
  return withLock(join(root, '.cache', 'console.lock'), 'the console', async () => {
    if (isBuilt(root)) return true;
    say('building the console’s page (a few seconds, after each change)');
    const hash = hashOfSources(root);
    const status = await run(node24Path(root), [join(root, 'scripts', 'console', 'build.ts')], { cwd: root });
    if (status === 0) writeFileSync(join(root, stamp), hash);
    else
      say('the console’s page could not be built; what is said above tells why. Broadcasts go on without it');
    return status === 0;
  });
}

/** @param {string} root */
function isBuilt(root) {
  const path = join(root, stamp);
  return existsSync(path) && readFileSync(path, 'utf8') === hashOfSources(root);
}

/**
 * What the build depends on: the sources, how they are built, and the packages that they are built with.
 * @param {string} root
 */
export function hashOfSources(root) {
  const hash = createHash('sha256');
  const sources = [
    ...filesBelow(root, 'renderer'),
    ...filesBelow(root, join('scripts', 'console')),
    ...filesBelow(root, 'contract'),
    ...filesBelow(root, join('docs', 'runbook')),
    'package-lock.json',
  ];
  for (const path of sources) {
    const full = join(root, path);
    if (!existsSync(full)) continue;
    hash.update(`${path}\0`).update(readFileSync(full)).update('\0');
  }
  return hash.digest('hex');
}

/**
 * @param {string} root
 * @param {string} folder
 * @returns {string[]} sorted, without what is built and tests
 */
function filesBelow(root, folder) {
  if (!existsSync(join(root, folder))) return [];
  return readdirSync(join(root, folder), { withFileTypes: true })
    .flatMap((entry) => {
      const path = join(folder, entry.name);
      if (entry.isDirectory()) return entry.name === 'dist' ? [] : filesBelow(root, path);
      return entry.name.endsWith('.test.ts') ? [] : [path];
    })
    .sort();
}
