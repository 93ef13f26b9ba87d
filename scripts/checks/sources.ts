import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';

/** Files of the checkout that git has or would take, as sorted paths with `/`. */
export async function trackedFiles(root: string): Promise<string[]> {
  const args = ['ls-files', '-z', '--cached', '--others', '--exclude-standard'];
  const { stdout } = await promisify(execFile)('git', args, { cwd: root, maxBuffer: 64 * 1024 * 1024 });
  return [...new Set(stdout.split('\0'))]
    .filter((path) => path !== '' && existsSync(join(root, path)))
    .sort();
}

/** The program text among them: TypeScript and JavaScript. */
export async function sourceFiles(root: string): Promise<string[]> {
  return (await trackedFiles(root)).filter((path) => /\.(ts|tsx|mts|cts|js|mjs|cjs)$/.test(path));
}
