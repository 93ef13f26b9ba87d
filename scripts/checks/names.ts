import { basename } from 'node:path';
import type { Gate } from './gate.ts';
import { sourceFiles } from './sources.ts';

/** What a file name must not be, and why. */
export function nameProblem(path: string): string | undefined {
  const stem = basename(path)
    .replace(/^\./, '')
    .replace(/(\.(test|spec|config|d))?\.[a-z]+$/, '');
  if (stem === 'index') return `${path}: no barrel files; import from the file that has it`;
  if (/(^|-)(utils?|helpers?|managers?|common|misc)$/.test(stem))
    return `${path}: name it after what it holds`;
  if (!/^[a-z0-9]+(-[a-z0-9]+)*$/.test(stem)) return `${path}: file names are kebab-case`;
  return undefined;
}

/** File names say what a file holds. */
export const names: Gate = {
  name: 'names',
  counts: 'files',
  async run(root) {
    const files = await sourceFiles(root);
    return { checked: files.length, problems: files.flatMap((path) => nameProblem(path) ?? []) };
  },
};
