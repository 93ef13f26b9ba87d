import { createHash } from 'node:crypto';
import { closeSync, openSync, readSync } from 'node:fs';
import {
  exportFormat,
  type ManifestFile,
  type ManifestHead,
  type ManifestOrigin,
  type ManifestRow,
  manifestEnd,
  manifestHead,
  manifestRow,
} from '../../contract/export-manifest.ts';
import { SurecastError } from '../../contract/surecast-error.ts';

/** A manifest that was read to its end and is what was written. */
export type Manifest = {
  readonly path: string;
  readonly head: ManifestHead;
  readonly origins: readonly ManifestOrigin[];
  readonly carried: readonly ManifestFile[];
};

const chunkBytes = 1024 * 1024;
const longestLine = 1024 * 1024;

/**
 * Reads a manifest and checks every line of it.
 * @throws SurecastError `EXPORT_INVALID`, `EXPORT_TOO_NEW`
 */
export function readManifest(path: string): Manifest {
  const hash = createHash('sha256');
  const origins: ManifestOrigin[] = [];
  const carried: ManifestFile[] = [];
  let head: ManifestHead | undefined;
  let lines = 0;
  let isWhole = false;
  for (const line of linesOf(path)) {
    if (isWhole) throw invalid(path, 'there is something after its end');
    const value = parseJson(path, line);
    if (head === undefined) head = headOf(path, value);
    else if (isEnd(value)) isWhole = endsWell(value, lines, hash.digest('hex'));
    else {
      const row = rowOf(path, value, head);
      if (row.type === 'origin') origins.push(row);
      if (row.type === 'file' && row.carried === 1) carried.push(row);
    }
    if (isEnd(value) && !isWhole) throw invalid(path, 'its hash is another');
    if (isWhole) continue;
    hash.update(`${line}\n`);
    lines += 1;
  }
  if (head === undefined || !isWhole) throw invalid(path, 'its end is missing');
  if (carried.length !== head.carriedFiles) throw invalid(path, 'it names other files than it says');
  return { path, head, origins, carried };
}

/** The rows of a manifest that was read and checked before. */
export function* manifestRows(path: string): Generator<ManifestRow> {
  for (const line of linesOf(path)) {
    const row = manifestRow.safeParse(parseJson(path, line));
    if (row.success) yield row.data;
  }
}

/** Whose export a manifest is, when it can be told. */
export function peekManifest(path: string): ManifestHead | undefined {
  try {
    const [line] = linesOf(path);
    return line === undefined ? undefined : manifestHead.safeParse(JSON.parse(line)).data;
  } catch {
    return undefined;
  }
}

function headOf(path: string, value: unknown): ManifestHead {
  const parsed = manifestHead.safeParse(value);
  if (parsed.success) return parsed.data;
  const format = typeof value === 'object' && value !== null && 'format' in value ? value.format : undefined;
  if (typeof format === 'string' && format.startsWith('surecast-export/') && format !== exportFormat) {
    throw new SurecastError(
      'EXPORT_TOO_NEW',
      `The export ${path} is of the format ${JSON.stringify(format)}.`,
    );
  }
  throw invalid(path, 'it does not begin as one');
}

function rowOf(path: string, value: unknown, { broadcast }: ManifestHead): ManifestRow {
  const parsed = manifestRow.safeParse(value);
  if (!parsed.success) throw invalid(path, 'it holds a line that is none of its own');
  const row = parsed.data;
  const here = `broadcasts/${broadcast.name}/`;
  const isInside =
    row.type === 'file'
      ? row.path.startsWith(here) && row.key.startsWith(`${broadcast.name}/`)
      : row.type !== 'run' || row.directory.startsWith(`${here}runs/`);
  if (isInside) return row;
  throw invalid(path, 'it names a file that is not the broadcast’s own');
}

const isEnd = (value: unknown): boolean =>
  typeof value === 'object' && value !== null && 'type' in value && value.type === 'end';

function endsWell(value: unknown, lines: number, sha256: string): boolean {
  const end = manifestEnd.safeParse(value);
  return end.success && end.data.lines === lines && end.data.sha256 === sha256;
}

function parseJson(path: string, line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    throw invalid(path, 'it holds a line that is no JSON');
  }
}

function* linesOf(path: string): Generator<string> {
  const file = openSync(path, 'r');
  try {
    const chunk = Buffer.allocUnsafe(chunkBytes);
    let rest = Buffer.alloc(0);
    for (let read = readSync(file, chunk); read > 0; read = readSync(file, chunk)) {
      rest = Buffer.concat([rest, chunk.subarray(0, read)]);
      let from = 0;
      for (let at = rest.indexOf(10); at !== -1; at = rest.indexOf(10, from)) {
        yield rest.toString('utf8', from, at);
        from = at + 1;
      }
      rest = rest.subarray(from);
      if (rest.length > longestLine) throw invalid(path, 'it holds a line without an end');
    }
    if (rest.length > 0) yield rest.toString('utf8');
  } finally {
    closeSync(file);
  }
}

/** @param why ends a sentence */
export function invalid(path: string, why: string): SurecastError {
  return new SurecastError('EXPORT_INVALID', `${path} is not the manifest of an export: ${why}.`);
}
