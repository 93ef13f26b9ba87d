import { join } from 'node:path';
import react from '@vitejs/plugin-react';
import type { InlineConfig } from 'vite';

/**
 * How the console's page is built. Its content security policy is `default-src 'self'`: nothing inline, no data URLs; and
 * relative paths, since the desktop window loads it from `app://`.
 * @param root of the checkout
 * @param outDir absolute
 */
export function viteSettings(root: string, outDir: string): InlineConfig {
  return {
    root: join(root, 'renderer'),
    configFile: false,
    envDir: false,
    publicDir: false,
    base: './',
    cacheDir: join(root, '.cache', 'vite'),
    logLevel: 'warn',
    plugins: [react()],
    build: {
      outDir,
      emptyOutDir: true,
      target: ['chrome125', 'firefox128', 'safari18'],
      assetsInlineLimit: 0,
      // One style sheet, loaded first: a part that is loaded again after the link was lost is not without its own.
      cssCodeSplit: false,
      modulePreload: { polyfill: false },
      reportCompressedSize: false,
      manifest: 'manifest.json',
    },
  };
}
