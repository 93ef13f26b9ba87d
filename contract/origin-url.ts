import { homedir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { originUrlInvalid, readOriginUrl, type S3OriginUrl } from './origin-url-syntax.ts';

/** A folder of this machine or of a mounted share. */
export type FileOriginUrl = {
  readonly kind: 'file';
  /** Absolute path. */
  readonly directory: string;
};

export type OriginUrl = S3OriginUrl | FileOriginUrl;

/**
 * Reads `s3://BUCKET/PREFIX` or `file:DIRECTORY` (relative, absolute, `file:///absolute`, or `~` for the home folder).
 * Relative folders are resolved against `workingDirectory`.
 * @throws SurecastError ORIGIN_URL_INVALID
 */
export function parseOriginUrl(text: string, workingDirectory: string = process.cwd()): OriginUrl {
  const url = readOriginUrl(text);
  return url.kind === 's3' ? url : { kind: 'file', directory: resolveFolder(url.folder, workingDirectory) };
}

/** Prints an origin in its one canonical form, which `parseOriginUrl` reads back as the same. */
export function formatOriginUrl(url: OriginUrl): string {
  if (url.kind === 'file') return `file:${url.directory}`;
  return url.prefix === '' ? `s3://${url.bucket}` : `s3://${url.bucket}/${url.prefix}`;
}

function resolveFolder(folder: string, workingDirectory: string): string {
  if (folder.startsWith('//')) return fromFileUrl(`file:${folder}`);
  if (folder === '~' || folder.startsWith('~/')) return path.join(homedir(), folder.slice(1));
  return path.resolve(workingDirectory, folder);
}

function fromFileUrl(text: string): string {
  try {
    return path.resolve(fileURLToPath(text));
  } catch {
    throw originUrlInvalid(
      `${JSON.stringify(text.slice(0, 80))} names no folder of this machine; write file:/FOLDER.`,
    );
  }
}
