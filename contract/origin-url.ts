import { homedir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { SurecastError } from './surecast-error.ts';

/** An object store that speaks S3; endpoint and credentials come from AWS's own variables and files, never the URL. */
export type S3OriginUrl = {
  readonly kind: 's3';
  readonly bucket: string;
  /** Key prefix without slashes at its ends; empty for the bucket itself. */
  readonly prefix: string;
};

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
  // Shown to people only when it cannot hold a secret: `s3://key:secret@bucket` is refused without repeating it.
  if (hasControlCharacter(text)) throw invalid('An origin URL must not hold control characters.');
  if (text.startsWith('s3://')) return parseS3(text.slice('s3://'.length));
  if (text.startsWith('file:')) return parseFile(text, workingDirectory);
  const scheme = /^([a-z][a-z0-9+.-]*):/i.exec(text)?.[1];
  if (scheme === undefined) throw invalid(`An origin begins with s3:// or file:, unlike ${quoted(text)}.`);
  throw invalid(`There is no origin of the kind ${quoted(scheme)}.`);
}

/** Prints an origin in its one canonical form, which `parseOriginUrl` reads back as the same. */
export function formatOriginUrl(url: OriginUrl): string {
  if (url.kind === 'file') return `file:${url.directory}`;
  return url.prefix === '' ? `s3://${url.bucket}` : `s3://${url.bucket}/${url.prefix}`;
}

// Looser than AWS's naming rules, since other stores allow more: no slash, and nothing that needs escaping in a URL.
const bucketName = /^[A-Za-z0-9][A-Za-z0-9._-]{1,254}$/;
const longestPrefixBytes = 700;

function parseS3(rest: string): S3OriginUrl {
  const slash = rest.indexOf('/');
  const bucket = slash === -1 ? rest : rest.slice(0, slash);
  if (bucket.includes('@')) {
    throw invalid(
      'An origin URL never carries credentials: set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY instead.',
    );
  }
  if (bucket.includes(':')) {
    throw invalid('An s3:// origin names a bucket, not a host: set the endpoint in AWS_ENDPOINT_URL_S3.');
  }
  if (!bucketName.test(bucket)) throw invalid(`${quoted(bucket)} is not the name of a bucket.`);
  return { kind: 's3', bucket, prefix: parsePrefix(slash === -1 ? '' : rest.slice(slash + 1)) };
}

function parsePrefix(text: string): string {
  const prefix = text.replace(/^\/+|\/+$/g, '');
  if (prefix === '') return '';
  const parts = prefix.split('/');
  if (parts.some((part) => part === '' || part === '.' || part === '..')) {
    throw invalid(`The prefix ${quoted(prefix)} must not hold empty parts, "." or "..".`);
  }
  if (/[?#\\]/.test(prefix)) throw invalid(`The prefix ${quoted(prefix)} must not hold ?, # or \\.`);
  if (Buffer.byteLength(prefix) > longestPrefixBytes) {
    throw invalid(`The prefix is longer than ${longestPrefixBytes} bytes.`);
  }
  return prefix;
}

function parseFile(text: string, workingDirectory: string): FileOriginUrl {
  const rest = text.slice('file:'.length);
  if (rest === '') throw invalid('file: needs a folder, as in file:/srv/origin.');
  if (rest.startsWith('//')) return { kind: 'file', directory: fromFileUrl(text) };
  if (rest === '~' || rest.startsWith('~/'))
    return { kind: 'file', directory: path.join(homedir(), rest.slice(1)) };
  return { kind: 'file', directory: path.resolve(workingDirectory, rest) };
}

function fromFileUrl(text: string): string {
  try {
    return path.resolve(fileURLToPath(text));
  } catch {
    throw invalid(`${quoted(text)} names no folder of this machine; write file:/FOLDER.`);
  }
}

const hasControlCharacter = (text: string): boolean =>
  [...text].some((character) => character < ' ' || character === '\u007f');

const quoted = (text: string): string => `"${text.length > 80 ? `${text.slice(0, 80)}…` : text}"`;

const invalid = (message: string): SurecastError => new SurecastError('ORIGIN_URL_INVALID', message);
