import { Agent, Pool, ProxyAgent } from 'undici';
import { proxyFor, type Variables } from '../contract/proxy-choice.ts';

/**
 * The connections of a client: direct, or through the proxy that the environment names for the server in question.
 * @param connectMs how long a connection may take to open
 */
export function createDispatcher(connectMs: number, variables: Variables): Agent {
  // The stall watch replaces undici's own timeouts, which are coarse and let a trickle go on for ever.
  const connect = { timeout: connectMs };
  const limits = { headersTimeout: 0, bodyTimeout: 0 };
  return new Agent({
    ...limits,
    connect,
    factory: (origin, options) => {
      const proxy = proxyFor(String(origin), variables);
      if (proxy === undefined) return new Pool(origin, options);
      const { address, isSecure, authorization } = proxy;
      const host = address.host.includes(':') ? `[${address.host}]` : address.host;
      return new ProxyAgent({
        ...limits,
        uri: `${isSecure ? 'https' : 'http'}://${host}:${address.port}`,
        ...(authorization !== undefined && { token: authorization }),
        requestTls: connect,
        proxyTls: connect,
      });
    },
  });
}
