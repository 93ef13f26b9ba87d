import { closeSync, fstatSync, openSync, readSync } from 'node:fs';

const tailBytes = 4096;

/** The last line of a log that holds a program's error (`surecast: SENTENCE (CODE)`), without what stands around it. */
export function lastLine(path: string): string | undefined {
  const lines = tail(path).split('\n');
  return lines.findLast((line) => line.startsWith('surecast: '))?.slice('surecast: '.length);
}

function tail(path: string): string {
  let file: number | undefined;
  try {
    file = openSync(path, 'r');
    const { size } = fstatSync(file);
    const bytes = Buffer.alloc(Math.min(size, tailBytes));
    readSync(file, bytes, 0, bytes.length, size - bytes.length);
    return bytes.toString('utf8');
  } catch {
    return '';
  } finally {
    if (file !== undefined) closeSync(file);
  }
}
