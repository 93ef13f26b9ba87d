import { request } from 'node:http';
import { isIP, type Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { connect as connectTls, type SecureContext } from 'node:tls';
import type { TcpAddress } from '../../contract/connection.ts';
import { authorityOf } from '../../contract/origin-url.ts';
import type { HttpProxy } from '../../contract/proxy-choice.ts';

/** A proxy did not open a tunnel. Its words are not repeated: they may be a page, and are the proxy's, not the origin's. */
export class TunnelRefused extends Error {
  override readonly name = 'TunnelRefused';
  readonly status: number;

  constructor(proxy: TcpAddress, status: number) {
    super(`the proxy ${authorityOf(proxy)} answered ${status}`);
    this.status = status;
  }
}

/** TLS with the proxy itself, over a connection to it. @param trust undefined: whom Node trusts */
export function securedProxy(proxy: HttpProxy, carrier: Socket, trust: SecureContext | undefined): Socket {
  const { host } = proxy.address;
  const servername = isIP(host) === 0 ? host : '';
  return connectTls({ socket: carrier, host, servername, ...(trust && { secureContext: trust }) });
}

/**
 * Has a proxy open a tunnel to an address (CONNECT: RFC 9110, section 9.3.6).
 * @param carrier an open connection to the proxy
 * @returns the connection, whose bytes are the address's own from now on
 * @throws TunnelRefused, or the connection's error
 */
export function openTunnel(
  proxy: HttpProxy,
  to: TcpAddress,
  carrier: Duplex,
  signal: AbortSignal,
): Promise<Duplex> {
  const authority = authorityOf(to);
  return new Promise((resolve, reject) => {
    const asked = request({
      method: 'CONNECT',
      path: authority,
      headers: {
        host: authority,
        ...(proxy.authorization !== undefined && { 'proxy-authorization': proxy.authorization }),
      },
      createConnection: () => carrier,
    });
    const onAbort = (): void => void asked.destroy(signal.reason);
    signal.addEventListener('abort', onAbort, { once: true });
    asked.once('close', () => signal.removeEventListener('abort', onAbort));
    asked.once('connect', ({ statusCode = 0 }, socket, early) => {
      signal.removeEventListener('abort', onAbort);
      // Nobody speaks before we do: more than an answer is no tunnel.
      if (statusCode >= 200 && statusCode < 300 && early.length === 0) return resolve(socket);
      socket.destroy();
      reject(new TunnelRefused(proxy.address, statusCode));
    });
    asked.once('error', reject);
    asked.end();
  });
}
