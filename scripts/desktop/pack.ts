/** `npm run pack [-- ARGUMENTS OF electron-builder]`: builds page and shell, and packages them with what is in vendor/. Nothing is published. */
import { spawnSync } from 'node:child_process';
import { createRequire } from 'node:module';
import { dirname, relative } from 'node:path';

const root = dirname(dirname(import.meta.dirname));

function run(script: string, args: readonly string[] = [], env: NodeJS.ProcessEnv = process.env): boolean {
  return spawnSync(process.execPath, [script, ...args], { cwd: root, stdio: 'inherit', env }).status === 0;
}

const args = process.argv.slice(2);
// electron-builder takes extraResources below the project alone: the folder is named from there.
const vendor = relative(root, process.env['SURECAST_VENDOR'] ?? 'vendor') || '.';
const publish = args.includes('--publish') ? [] : ['--publish', 'never'];
const done =
  run('scripts/console/build.ts') &&
  run('scripts/desktop/build.ts') &&
  run(createRequire(import.meta.url).resolve('electron-builder/cli.js'), [...publish, ...args], {
    ...process.env,
    SURECAST_VENDOR: vendor,
  });
process.exitCode = done ? 0 : 1;
