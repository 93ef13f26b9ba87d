import { join } from 'node:path';
import type { Gate } from './gate.ts';
import { runTool } from './tool-output.ts';

/** The strictest TypeScript, over the sources, the tests and the scripts alike. */
export const types: Gate = {
  name: 'types',
  counts: 'files',
  async run(root) {
    const { output, status } = await runTool(root, 'typescript/bin/tsc', [
      '-p',
      '.',
      '--listFiles',
      '--pretty',
      'false',
    ]);
    const lines = output.split('\n').filter((line) => line.trim() !== '');
    const isListed = (line: string): boolean =>
      /^(\/|[A-Za-z]:\/)/.test(line) && /\.([cm]?ts|mjs|json)$/.test(line);
    const files = lines.filter((line) => isListed(line) && !line.includes('/node_modules/'));
    const problems = lines.filter((line) => !isListed(line)).map((line) => line.replace(join(root, '/'), ''));
    if (status !== 0 && problems.length === 0) problems.push(`tsc ended with ${status}`);
    return { checked: files.length, problems };
  },
};
