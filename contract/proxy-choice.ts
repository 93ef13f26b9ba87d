import { BlockList, isIP } from 'node:net';
import type { TcpAddress } from './connection.ts';
import { SurecastError } from './surecast-error.ts';

/** Environment variables, as in `process.env`. */
export type Variables = Readonly<Record<string, string | undefined>>;

/** An HTTP proxy to go through. */
export type HttpProxy = {
  readonly address: TcpAddress;
  /** TLS is spoken with the proxy itself. */
  readonly isSecure: boolean;
  /** Value of `Proxy-Authorization`; a secret. */
  readonly authorization: string | undefined;
};

/**
 * The proxy that the environment names for a URL: `HTTPS_PROXY` or `HTTP_PROXY` by the URL's scheme, else `ALL_PROXY`,
 * unless `NO_PROXY` has the host; a name in lower case counts before the one in upper case. This machine itself is always
 * asked directly. There is no standard for this; what curl, Go and undici agree on is done.
 * @param url absolute, `http:` or `https:`
 * @returns undefined: connect directly
 * @throws SurecastError `PROXY_INVALID`, which never repeats the variable's value: it may hold a password
 */
export function proxyFor(url: string, variables: Variables): HttpProxy | undefined {
  const target = new URL(url);
  const host = bareHost(target.hostname);
  if (isLoopback(host) || isExcepted(host, portOf(target), read(variables, 'no_proxy')?.value ?? '')) {
    return undefined;
  }
  const named =
    read(variables, target.protocol === 'https:' ? 'https_proxy' : 'http_proxy') ??
    read(variables, 'all_proxy');
  return named && parseProxy(named);
}

type Named = { readonly name: string; readonly value: string };

function read(variables: Variables, lowerCase: string): Named | undefined {
  for (const name of [lowerCase, lowerCase.toUpperCase()]) {
    const value = variables[name]?.trim() ?? '';
    if (value !== '') return { name, value };
  }
  return undefined;
}

function parseProxy({ name, value }: Named): HttpProxy {
  const url = URL.parse(value.includes('://') ? value : `http://${value}`);
  if (url === null || url.hostname === '') {
    throw new SurecastError('PROXY_INVALID', `${name} is not the URL of a proxy.`);
  }
  if (url.protocol !== 'http:' && url.protocol !== 'https:') {
    throw new SurecastError(
      'PROXY_INVALID',
      `${name} names a proxy of the kind ${url.protocol}//, which is not supported.`,
    );
  }
  return {
    address: { host: bareHost(url.hostname), port: portOf(url) },
    isSecure: url.protocol === 'https:',
    authorization: authorizationOf(name, url),
  };
}

function authorizationOf(name: string, { username, password }: URL): string | undefined {
  if (username === '' && password === '') return undefined;
  try {
    const pair = `${decodeURIComponent(username)}:${decodeURIComponent(password)}`;
    return `Basic ${Buffer.from(pair).toString('base64')}`;
  } catch {
    throw new SurecastError(
      'PROXY_INVALID',
      `${name} holds a user or password with a % that stands for nothing.`,
    );
  }
}

/** Whether an entry of `NO_PROXY` is for this host: a name with all below it, an address, or a range of addresses. */
function isExcepted(host: string, port: number, noProxy: string): boolean {
  return noProxy
    .toLowerCase()
    .split(/[,\s]+/)
    .filter((entry) => entry !== '')
    .some((entry) => entry === '*' || covers(entry, host, port));
}

function covers(entry: string, host: string, port: number): boolean {
  const withPort = /^(\[.+\]|[^:]+):(\d+)$/.exec(entry);
  if (withPort !== null && Number(withPort[2]) !== port) return false;
  const name = bareHost(withPort?.[1] ?? entry);
  if (isIP(host) !== 0) return name === host || isInRange(host, name);
  const domain = name.replace(/^\*?\./, '').replace(/\.$/, '');
  return domain !== '' && (host === domain || host.endsWith(`.${domain}`));
}

function isInRange(address: string, range: string): boolean {
  const [base = '', bits = ''] = range.split('/');
  const family = isIP(base);
  if (family === 0 || !/^\d{1,3}$/.test(bits) || Number(bits) > (family === 4 ? 32 : 128)) return false;
  const list = new BlockList();
  list.addSubnet(base, Number(bits), family === 4 ? 'ipv4' : 'ipv6');
  return list.check(address, isIP(address) === 4 ? 'ipv4' : 'ipv6');
}

function isLoopback(host: string): boolean {
  if (host === 'localhost' || host.endsWith('.localhost')) return true;
  return isInRange(host, '127.0.0.0/8') || isInRange(host, '::1/128');
}

const portOf = ({ port, protocol }: URL): number =>
  port === '' ? (protocol === 'https:' ? 443 : 80) : Number(port);

/** IPv6 without brackets, a name without the dot at its end, in lower case. */
const bareHost = (host: string): string =>
  host
    .toLowerCase()
    .replace(/^\[(.*)\]$/, '$1')
    .replace(/\.$/, '');
