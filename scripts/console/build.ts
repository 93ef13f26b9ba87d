/** `npm run build:console`: makes renderer/dist/ of renderer/. */
import { chmod, mkdtemp, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { build } from 'vite';
import { initialScript } from './initial-script.ts';
import { viteSettings } from './vite-settings.ts';

const root = dirname(dirname(import.meta.dirname));
const dist = join(root, 'renderer', 'dist');

// A page that is being served is replaced as a whole: beside it, then renamed.
const made = await mkdtemp(join(root, 'renderer', 'dist-'));
const old = `${made}-old`;
try {
  await build(viteSettings(root, made));
  await chmod(made, 0o755);
  await rename(dist, old).catch(ignoreMissing);
  await rename(made, dist);
  const { compressedBytes, files } = await initialScript(dist);
  console.error(
    `renderer/dist: initial script ${Math.ceil(compressedBytes / 1000)} kB compressed (${files.length} files)`,
  );
} finally {
  for (const path of [made, old]) await rm(path, { recursive: true, force: true });
}

function ignoreMissing(thrown: unknown): void {
  if (!(thrown instanceof Error && 'code' in thrown && thrown.code === 'ENOENT')) throw thrown;
}
