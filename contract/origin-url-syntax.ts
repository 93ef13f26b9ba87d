import { SurecastError } from './surecast-error.ts';

/** An object store that speaks S3; its address and credentials are never in the URL. */
export type S3OriginUrl = {
  readonly kind: 's3';
  readonly bucket: string;
  /** Key prefix without slashes at its ends; empty for the bucket itself. */
  readonly prefix: string;
};

/** The main server of a delivery network, which takes objects by `contract/network/object-transfer.ts`. */
export type NetworkOriginUrl = {
  readonly kind: 'surecast';
  /** Name or literal address, IPv6 without brackets. */
  readonly host: string;
  readonly port: number;
};

/** What stands behind `file:`, not yet resolved to a folder of a machine. */
export type FileUrlText = { readonly kind: 'file'; readonly folder: string };

/**
 * Reads an origin URL as far as its text alone goes: needs no file system, so that pages can check what is typed.
 * @throws SurecastError ORIGIN_URL_INVALID
 */
export function readOriginUrl(text: string): S3OriginUrl | NetworkOriginUrl | FileUrlText {
  // Shown to people only when it cannot hold a secret: `s3://key:secret@bucket` is refused without repeating it.
  if (hasControlCharacter(text)) throw originUrlInvalid('An origin URL must not hold control characters.');
  if (text.startsWith('s3://')) return readS3(text.slice('s3://'.length));
  if (text.startsWith('surecast://')) return readNetwork(text);
  if (text === 'file:') throw originUrlInvalid('file: needs a folder, as in file:/srv/origin.');
  if (text.startsWith('file:')) return { kind: 'file', folder: text.slice('file:'.length) };
  const scheme = /^([a-z][a-z0-9+.-]*):/i.exec(text)?.[1];
  if (scheme === undefined)
    throw originUrlInvalid(`An origin begins with s3://, surecast:// or file:, unlike ${quoted(text)}.`);
  throw originUrlInvalid(`There is no origin of the kind ${quoted(scheme)}.`);
}

// Looser than AWS's naming rules, since other stores allow more: no slash, and nothing that needs escaping in a URL.
const bucketName = /^[A-Za-z0-9][A-Za-z0-9._-]{1,254}$/;
const longestPrefixBytes = 700;
/** Where a node of the network listens unless told otherwise. */
export const defaultNodePort = 7443;

/** The network names broadcasts by their names alone, so that nothing stands behind the address. */
function readNetwork(text: string): NetworkOriginUrl {
  if (text.includes('@')) {
    throw originUrlInvalid(
      'An origin URL never carries credentials: name the publisher’s file in SURECAST_PUBLISHER instead.',
    );
  }
  const url = URL.parse(text);
  const host = url?.hostname.replace(/^\[|\]$/g, '') ?? '';
  if (url === null || !/^[A-Za-z0-9.:-]{1,253}$/.test(host) || url.port === '0')
    throw originUrlInvalid(`${quoted(text)} names no server; write surecast://HOST:PORT.`);
  if (!['', '/'].includes(url.pathname) || url.search !== '' || url.hash !== '') {
    throw originUrlInvalid(
      `Nothing stands behind the address of a network’s server, unlike in ${quoted(text)}.`,
    );
  }
  return { kind: 'surecast', host, port: url.port === '' ? defaultNodePort : Number(url.port) };
}

function readS3(rest: string): S3OriginUrl {
  const slash = rest.indexOf('/');
  const bucket = slash === -1 ? rest : rest.slice(0, slash);
  if (bucket.includes('@')) {
    throw originUrlInvalid(
      'An origin URL never carries credentials: set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY instead.',
    );
  }
  if (bucket.includes(':')) {
    throw originUrlInvalid(
      'An s3:// origin names a bucket, not a host: set the endpoint in AWS_ENDPOINT_URL_S3.',
    );
  }
  if (!bucketName.test(bucket)) throw originUrlInvalid(`${quoted(bucket)} is not the name of a bucket.`);
  return { kind: 's3', bucket, prefix: readPrefix(slash === -1 ? '' : rest.slice(slash + 1)) };
}

function readPrefix(text: string): string {
  const prefix = text.replace(/^\/+|\/+$/g, '');
  if (prefix === '') return '';
  const parts = prefix.split('/');
  if (parts.some((part) => part === '' || part === '.' || part === '..')) {
    throw originUrlInvalid(`The prefix ${quoted(prefix)} must not hold empty parts, "." or "..".`);
  }
  if (/[?#\\]/.test(prefix)) throw originUrlInvalid(`The prefix ${quoted(prefix)} must not hold ?, # or \\.`);
  if (new TextEncoder().encode(prefix).length > longestPrefixBytes) {
    throw originUrlInvalid(`The prefix is longer than ${longestPrefixBytes} bytes.`);
  }
  return prefix;
}

const hasControlCharacter = (text: string): boolean =>
  [...text].some((character) => character < ' ' || character === '\u007f');

const quoted = (text: string): string => `"${text.length > 80 ? `${text.slice(0, 80)}…` : text}"`;

/** An `ORIGIN_URL_INVALID` with its sentence. */
export const originUrlInvalid = (message: string): SurecastError =>
  new SurecastError('ORIGIN_URL_INVALID', message);
