import type { Gate } from './gate.ts';
import { runTool } from './tool-output.ts';

/** Biome's lint rules, and its formatting. */
export const lint: Gate = {
  name: 'lint',
  counts: 'files',
  async run(root) {
    const args = ['check', '--error-on-warnings', '--max-diagnostics=50'];
    const { output, status } = await runTool(root, '@biomejs/biome/bin/biome', args);
    const checked = Number(/Checked (\d+) files?/.exec(output)?.[1] ?? 0);
    return { checked, problems: status === 0 ? [] : [output.trim()] };
  },
};
