import { mkdirSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { SurvivingEntry } from './power-cut.ts';

/** Puts files and directories below a folder, with the times of their last change. Parents come first. */
export function writeTree(root: string, entries: readonly SurvivingEntry[]): void {
  for (const { path, bytes, changedMs } of entries) {
    const target = join(root, path);
    if (bytes === undefined) mkdirSync(target);
    else {
      writeFileSync(target, bytes, { mode: 0o600 });
      utimesSync(target, changedMs / 1000, changedMs / 1000);
    }
  }
}
