/** What an nginx in front of an edge's built-in server is told. Its paths are relative to its own folder. */
export type NginxSettings = {
  readonly listen: { readonly host: string; readonly port: number };
  /** Files below its folder; undefined: plain HTTP. */
  readonly tls: { readonly certificateFile: string; readonly keyFile: string } | undefined;
  /** Where the built-in server listens on the loopback address. */
  readonly upstreamPort: number;
  /** Who says on the loopback address whether a segment may be had; undefined: everyone may have all. */
  readonly authorizePort: number | undefined;
  /** What segments may take on the disk. */
  readonly cacheBytes: number;
  readonly limits: NginxLimits;
  /** Told at `readyPath`, so that it is known which configuration answers. */
  readonly generation: string;
  /** Needed where nginx starts as root, which would give its files to somebody who can't reach them. */
  readonly user: string | undefined;
};

/** As of the built-in server, but for the rate of slow viewers, which nginx has no word for. */
export type NginxLimits = {
  readonly connections: number;
  readonly connectionsPerClient: number;
  readonly requestsPerSecondPerClient: number;
  readonly idleSeconds: number;
};

export const nginxFiles = {
  configuration: 'nginx.conf',
  candidate: 'nginx.next.conf',
  sent: 'sent.log',
  sentBefore: 'sent.before.log',
} as const;

export const readyPath = '/.nginx';
