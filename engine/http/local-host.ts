const localNames = new Set(['localhost', '127.0.0.1', '[::1]']);

/** Whether a request's Host header names this machine's loopback, whatever the port. */
export function isLocalHost(host: string | undefined): boolean {
  return host !== undefined && localNames.has(host.replace(/:\d+$/, '').toLowerCase());
}
