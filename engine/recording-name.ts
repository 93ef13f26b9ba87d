import { parse } from 'node:path';

/** A name of a broadcast that can be used, made from a file's: what can't be in a name becomes a dash. Pure. */
export function nameOfRecording(file: string): string {
  const name = parse(file)
    .name.replaceAll(/[^A-Za-z0-9._-]+/g, '-')
    .replaceAll(/\.{2,}/g, '.');
  return (
    name
      .replace(/^[^A-Za-z0-9]+/, '')
      .replace(/[.-]+$/, '')
      .slice(0, 100) || 'recording'
  );
}
