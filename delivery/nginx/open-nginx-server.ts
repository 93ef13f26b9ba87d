import { type EdgeServer, type EdgeServerOptions, openEdgeServer } from '../edge/edge-server.ts';
import { openAuthorizeServer } from './authorize-server.ts';
import { type Nginx, type NginxOptions, openNginx } from './open-nginx.ts';

export type NginxServerOptions = EdgeServerOptions & {
  readonly nginx: Pick<NginxOptions, 'program' | 'directory' | 'cacheBytes' | 'largestLogBytes'>;
  /** Segments are given with a watching token only: nginx asks for each of them. */
  readonly requiresToken: boolean;
};

/** An nginx on the address for viewers, with the built-in server behind it. */
export type NginxServer = EdgeServer & { readonly nginx: Nginx };

/**
 * Opens an edge's server for viewers whose window lies on the disk.
 * @throws SurecastError NODE_ADDRESS_TAKEN, NGINX_FAILED
 */
export async function openNginxServer(options: NginxServerOptions): Promise<NginxServer> {
  const { host, port, tls, tally, hooks, limits, log, requiresToken } = options;
  const builtIn = await openEdgeServer({
    ...{ host: '127.0.0.1', port: 0, cache: options.cache, hooks, log },
    // What nginx takes of it is not what viewers get.
    tally: { admit: tally.admit, sent: () => undefined },
    proxy: { isSecure: tls !== undefined },
  });
  const authorize = requiresToken ? hooks?.authorize : undefined;
  const authorizing = authorize && (await openAuthorizeServer(authorize));
  const closeOwn = async (): Promise<void> => {
    await authorizing?.close();
    await builtIn.close();
  };
  try {
    const nginx = await openNginx({
      ...options.nginx,
      ...{ listen: { host, port }, tls, log, onSent: tally.sent },
      upstreamPort: builtIn.port,
      authorizePort: authorizing?.port,
      ...(limits !== undefined && { limits }),
    });
    return {
      nginx,
      port: nginx.port,
      connections: builtIn.connections,
      renewCertificate: nginx.renewCertificate,
      close: async () => {
        await nginx.close();
        await closeOwn();
      },
    };
  } catch (error) {
    await closeOwn();
    throw error;
  }
}
