import { isBuiltin } from 'node:module';
import { join } from 'node:path';
import type { InlineConfig } from 'vite';

/** What stays outside: Electron's own, Node's own, and the updater, whose parts ship as packages. */
const isOutside = (id: string): boolean => id === 'electron' || id === 'electron-updater' || isBuiltin(id);

/**
 * How the desktop shell is built. The main process is one file too: Electron strips types by itself, but nobody could try that from
 * inside an archive here, and one file starts sooner.
 * @param root of the checkout
 * @param outDir absolute
 */
export function desktopBuilds(root: string, outDir = join(root, 'electron', 'dist')): InlineConfig[] {
  return [
    oneFile(root, outDir, { entry: 'electron/app/main.ts', fileName: 'main.mjs', format: 'es' }),
    oneFile(root, outDir, { entry: 'electron/preload.ts', fileName: 'preload.cjs', format: 'cjs' }),
  ];
}

type Output = { readonly entry: string; readonly fileName: string; readonly format: 'es' | 'cjs' };

function oneFile(root: string, outDir: string, { entry, fileName, format }: Output): InlineConfig {
  return {
    root,
    configFile: false,
    envDir: false,
    publicDir: false,
    cacheDir: join(root, '.cache', 'vite'),
    logLevel: 'warn',
    ssr: { noExternal: true },
    build: {
      ssr: join(root, entry),
      outDir,
      emptyOutDir: false,
      target: 'node24',
      minify: false,
      rolldownOptions: {
        external: isOutside,
        output: { format, entryFileNames: fileName, codeSplitting: false },
      },
    },
  };
}
