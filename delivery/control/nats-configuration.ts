/** Settings of a nats-server that Surecast starts. Paths are absolute. */
export type NatsSettings = {
  readonly serverName: string;
  readonly host: string;
  readonly port: number;
  /** Where JetStream keeps the plan. */
  readonly storeDirectory: string;
  /** Each side shows a certificate of the network's authority. */
  readonly tls: { readonly ca: string; readonly certificate: string; readonly key: string };
  /** The server's own HTTP port on the loopback address, for its health; undefined: none. */
  readonly monitorPort?: number | undefined;
  /** Undefined: it says what it has to say on its standard error. */
  readonly logFile?: string | undefined;
  /** Several servers that hold the plan together. */
  readonly cluster?:
    | { readonly name: string; readonly port: number; readonly routes: readonly string[] }
    | undefined;
};

/** As large as a plan may get (contract/network/signed.ts), as JSON in JSON. */
const maxPayloadBytes = 4 * 1024 * 1024;

/** The text of its configuration file. JSON's strings are strings there too. */
export function natsConfiguration(settings: NatsSettings): string {
  const { serverName, host, port, storeDirectory, tls, monitorPort, logFile, cluster } = settings;
  const text = JSON.stringify;
  return [
    `server_name: ${text(serverName)}`,
    `listen: ${text(`${host}:${port}`)}`,
    ...(monitorPort === undefined ? [] : [`http: ${text(`127.0.0.1:${monitorPort}`)}`]),
    ...(logFile === undefined
      ? []
      : [`log_file: ${text(logFile)}`, 'logfile_size_limit: 10MB', 'logfile_max_num: 2']),
    `max_payload: ${maxPayloadBytes}`,
    'ping_interval: "5s"',
    `jetstream { store_dir: ${text(storeDirectory)}, max_mem: 64MB, max_file: 1GB }`,
    `tls ${tlsBlock(tls)}`,
    ...(cluster === undefined
      ? []
      : [
          `cluster { name: ${text(cluster.name)}, listen: ${text(`${host}:${cluster.port}`)}, ` +
            `routes: [${cluster.routes.map((route) => text(route)).join(', ')}], tls ${tlsBlock(tls)} }`,
        ]),
    '',
  ].join('\n');
}

const tlsBlock = ({ ca, certificate, key }: NatsSettings['tls']): string =>
  `{ ca_file: ${JSON.stringify(ca)}, cert_file: ${JSON.stringify(certificate)}, key_file: ${JSON.stringify(key)}, verify: true, timeout: 10 }`;
