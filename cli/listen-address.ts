import { InvalidArgumentError } from 'commander';
import { port } from './options.ts';

/** Where to listen. */
export type HostAndPort = { readonly host: string; readonly port: number };

/** Parser for `HOST:PORT` or `PORT` (any address of this machine), IPv6 in brackets. */
export function hostAndPort(text: string): HostAndPort {
  const [, bracketed, plain, number = ''] =
    /^(?:(?:\[([0-9A-Fa-f:.]+)\]|([^:[\]\s]+)):)?(\d{1,5})$/.exec(text) ?? [];
  if (number === '') throw new InvalidArgumentError('Write HOST:PORT, or a port alone for all addresses.');
  return { host: bracketed ?? plain ?? '0.0.0.0', port: port(number) };
}

/** Parser for the URL under which others reach a server: `http(s)://HOST[:PORT]`. */
export function serverUrl(text: string): string {
  const url = URL.parse(text);
  const isPlain =
    url !== null &&
    ['http:', 'https:'].includes(url.protocol) &&
    ['', '/'].includes(url.pathname) &&
    url.username === '' &&
    url.search === '' &&
    url.hash === '';
  if (!isPlain) throw new InvalidArgumentError('Write https://HOST:PORT, without anything behind it.');
  return url.origin;
}

/** Parser for names that a browser can open a page by, one at a time. */
export function hostNames(text: string, previous: readonly string[] | undefined): readonly string[] {
  const url = URL.parse(`http://${text.includes(':') ? `[${text}]` : text}`);
  const isName = url !== null && /^[^/\s@?#\\]+$/.test(text) && url.port === '';
  if (!isName) throw new InvalidArgumentError('It must be a host name or an address, without a port.');
  return [...(previous ?? []), text];
}

/** Parser for an amount of bytes such as `500M` or `20G` (units of 1024). */
export function byteCount(text: string): number {
  const [, number = '', unit = ''] = /^(\d{1,12}(?:\.\d{1,3})?)([kmgt]?)b?$/i.exec(text) ?? [];
  const power = ['', 'k', 'm', 'g', 't'].indexOf(unit.toLowerCase());
  const bytes = Math.round(Number(number) * 1024 ** power);
  if (number !== '' && bytes >= 1 && Number.isSafeInteger(bytes)) return bytes;
  throw new InvalidArgumentError('Write an amount of bytes, such as 500M or 20G.');
}
