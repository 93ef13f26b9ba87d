import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'vite';
import { initialScript } from '../console/initial-script.ts';
import { viteSettings } from '../console/vite-settings.ts';
import type { Gate } from './gate.ts';

const maxKilobytes = 200;

/** How much script the console's page loads before anything is asked for, compressed. */
export const bundle: Gate = {
  name: 'bundle',
  counts: `kB of ${maxKilobytes}, first script`,
  async run(root) {
    const dist = await mkdtemp(join(tmpdir(), 'surecast-console-'));
    try {
      await build(viteSettings(root, dist));
      const { compressedBytes, files } = await initialScript(dist);
      const kilobytes = Math.ceil(compressedBytes / 1000);
      const problem = `the first script has ${kilobytes} kB, at most ${maxKilobytes}: ${files
        .map((one) => `${one.file} ${one.compressedBytes} bytes`)
        .join(', ')}`;
      return { checked: kilobytes, problems: kilobytes > maxKilobytes ? [problem] : [] };
    } finally {
      await rm(dist, { recursive: true, force: true });
    }
  },
};
