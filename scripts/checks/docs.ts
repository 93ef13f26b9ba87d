import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { generatedDocs } from '../docs/generated-docs.ts';
import type { Gate } from './gate.ts';

/** The pages made from source are what `npm run docs` would make now. */
export const docs: Gate = {
  name: 'docs',
  counts: 'generated pages',
  async run(root) {
    const problems: string[] = [];
    for (const { path, generate } of generatedDocs) {
      const file = join(root, path);
      const isCurrent = existsSync(file) && readFileSync(file, 'utf8') === (await generate());
      if (!isCurrent) problems.push(`${path} is out of date; type: npm run docs`);
    }
    return { checked: generatedDocs.length, problems };
  },
};
