import { relative } from 'node:path';
import { z } from 'zod';
import type { Gate } from './gate.ts';
import { runTool } from './tool-output.ts';

const reportSchema = z.object({
  checked: z.number(),
  problems: z.array(
    z.object({ kind: z.string(), path: z.string(), symbol: z.string(), line: z.number().optional() }),
  ),
});

/** Files, exports and dependencies that nothing uses, by knip; knip.json says where the program starts. */
export const deadCode: Gate = {
  name: 'dead code',
  counts: 'files',
  async run(root) {
    const args = ['--reporter', './scripts/checks/knip-reporter.ts', '--no-progress', '--no-config-hints'];
    const { output, status } = await runTool(root, 'knip/bin/knip.js', args);
    const json = /\{.*\}/s.exec(output)?.[0];
    if (json === undefined) return { checked: 0, problems: [`knip ended with ${status}: ${output}`] };
    const { checked, problems } = reportSchema.parse(JSON.parse(json));
    return {
      checked,
      problems: problems.map(({ kind, path, symbol, line }) => {
        const where = line === undefined ? relative(root, path) : `${relative(root, path)}:${line}`;
        return `${where}: ${symbol} (unused or undeclared ${kind})`;
      }),
    };
  },
};
