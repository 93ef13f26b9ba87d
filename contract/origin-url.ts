import { homedir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import {
  type NetworkOriginUrl,
  originUrlInvalid,
  readOriginUrl,
  type S3OriginUrl,
} from './origin-url-syntax.ts';

/** A folder of this machine or of a mounted share. */
export type FileOriginUrl = {
  readonly kind: 'file';
  /** Absolute path. */
  readonly directory: string;
};

export type OriginUrl = S3OriginUrl | NetworkOriginUrl | FileOriginUrl;

/**
 * Reads `s3://BUCKET/PREFIX`, `surecast://HOST:PORT` or `file:DIRECTORY` (relative, absolute, `file:///absolute`, or `~` for the home folder).
 * Relative folders are resolved against `workingDirectory`.
 * @throws SurecastError ORIGIN_URL_INVALID
 */
export function parseOriginUrl(text: string, workingDirectory: string = process.cwd()): OriginUrl {
  const url = readOriginUrl(text);
  return url.kind === 'file' ? { kind: 'file', directory: resolveFolder(url.folder, workingDirectory) } : url;
}

/** Prints an origin in its one canonical form, which `parseOriginUrl` reads back as the same. */
export function formatOriginUrl(url: OriginUrl): string {
  if (url.kind === 'file') return `file:${url.directory}`;
  if (url.kind === 'surecast') return `surecast://${authorityOf(url)}`;
  return url.prefix === '' ? `s3://${url.bucket}` : `s3://${url.bucket}/${url.prefix}`;
}

/** `HOST:PORT`, an IPv6 address in brackets. */
export const authorityOf = ({ host, port }: Pick<NetworkOriginUrl, 'host' | 'port'>): string =>
  host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`;

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
