import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

export type ElectronBinary =
  | { readonly found: true; readonly path: string }
  | { readonly found: false; readonly reason: string };

/**
 * The Electron to run the app with: `SURECAST_ELECTRON` if set, else what `npx install-electron` has put into the package. It is never
 * downloaded by a test.
 */
export function electronBinary(environment: NodeJS.ProcessEnv = process.env): ElectronBinary {
  const named = environment['SURECAST_ELECTRON'] ?? '';
  const path = named === '' ? installed() : named;
  if (path !== undefined && existsSync(path)) return { found: true, path };
  const what =
    named === ''
      ? 'node_modules/electron has no binary'
      : `SURECAST_ELECTRON names ${named}, which is not there`;
  return {
    found: false,
    reason: `${what}: \`npx install-electron\` brings it from github.com, or name one in SURECAST_ELECTRON`,
  };
}

function installed(): string | undefined {
  const folder = dirname(createRequire(import.meta.url).resolve('electron/package.json'));
  const pathFile = join(folder, 'path.txt');
  return existsSync(pathFile) ? join(folder, 'dist', readFileSync(pathFile, 'utf8').trim()) : undefined;
}
