import type { TcpAddress } from '../../contract/connection.ts';
import { authorityOf } from '../../contract/origin-url.ts';
import type { NetworkOriginUrl } from '../../contract/origin-url-syntax.ts';
import { proxyFor } from '../../contract/proxy-choice.ts';

/** Where the connections to a network's server lead: to it, or to the proxy that the environment names. @throws SurecastError `PROXY_INVALID` */
export function networkAddress(
  url: NetworkOriginUrl,
  variables: Readonly<Record<string, string | undefined>>,
): TcpAddress {
  const proxy = proxyFor(`https://${authorityOf(url)}`, variables);
  return proxy?.address ?? { host: url.host, port: url.port };
}
