/** `npm run build:desktop`: makes electron/dist/ of electron/: the main process as one module, the preload as one CommonJS file. */
import { dirname } from 'node:path';
import { build } from 'vite';
import { desktopBuilds } from './build-settings.ts';

const root = dirname(dirname(import.meta.dirname));
for (const settings of desktopBuilds(root)) await build(settings);
