import { readFileSync, writeFileSync } from 'node:fs';

/** Changes one byte in the middle of a file; its length stays. */
export function flipByte(path: string): void {
  const bytes = readFileSync(path);
  const at = Math.floor(bytes.length / 2);
  writeFileSync(path, bytes.fill((bytes[at] ?? 0) ^ 0xff, at, at + 1));
}
