import { isIP } from 'node:net';

const loopbackNames = ['localhost', '127.0.0.1', '::1'];

/**
 * Whether a request's Host header names this machine. A page of the internet may resolve its own name to this machine's
 * address (DNS rebinding): only loopback, literal addresses (when listening beyond loopback) and names of its own are answered.
 */
export function isAllowedHost(
  host: string | undefined,
  allowed: { readonly names: readonly string[]; readonly anyAddress: boolean },
): boolean {
  const name = hostName(host);
  if (name === undefined) return false;
  if (loopbackNames.includes(name) || allowed.names.includes(name)) return true;
  return allowed.anyAddress && isIP(name) !== 0;
}

/** Whether an address to listen on can be reached from this machine alone. */
export function isLoopback(host: string): boolean {
  return loopbackNames.includes(host);
}

/** Name or address of a Host header, without port and brackets, in lower case; undefined: not one. */
function hostName(host: string | undefined): string | undefined {
  const match = /^(?:\[([0-9a-f:.]{2,45})\]|([a-z0-9.-]{1,253}))(?::\d{1,5})?$/i.exec(host ?? '');
  return (match?.[1] ?? match?.[2])?.toLowerCase();
}
