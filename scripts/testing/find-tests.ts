import { globSync } from 'node:fs';
import { matchesGlob } from 'node:path';

const notOurs = ['node_modules', '.git', '.cache', 'artifacts', 'dist'];

/** All `*.test.ts` of the checkout, as sorted paths below `root` with `/`. */
export function allTests(root: string): string[] {
  const found = globSync('**/*.test.ts', { cwd: root, exclude: (name) => notOurs.includes(name) });
  return found.map((path) => path.replaceAll('\\', '/')).sort();
}

/** The tests whose path contains one of the patterns or matches it as a glob; all of them without patterns. */
export function chooseTests(tests: readonly string[], patterns: readonly string[]): string[] {
  if (patterns.length === 0) return [...tests];
  const wanted = patterns.map((pattern) => pattern.replace(/^\.\//, ''));
  return tests.filter((path) => wanted.some((one) => path.includes(one) || matchesGlob(path, one)));
}
