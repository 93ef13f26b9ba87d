import { type ClientRequestArgs, Agent as HttpAgent } from 'node:http';
import { Agent as HttpsAgent, type RequestOptions } from 'node:https';
import type { Duplex } from 'node:stream';
import type { SecureContext } from 'node:tls';
import type { ConnectionSettings, TcpAddress } from '../../contract/connection.ts';
import type { HttpProxy } from '../../contract/proxy-choice.ts';
import type { AddressBook } from './address-book.ts';
import { addressPatienceMs, dial } from './dial.ts';
import { openTunnel, securedProxy } from './proxy-tunnel.ts';

/** What connections are made of. */
export type Connecting = ConnectionSettings & {
  readonly proxy: HttpProxy | undefined;
  /** Whom to trust; undefined: whom Node trusts. */
  readonly trust: SecureContext | undefined;
  readonly book: AddressBook;
  /** How long a connection may take to open. */
  readonly connectMs: number;
};

/** The pools of one S3 client, one for each scheme. */
export type S3Agents = { readonly http: HttpAgent; readonly https: HttpsAgent };

type Created = (error: Error | null, stream: Duplex) => void;

// Shorter than the idle limit of common servers and proxies, so that a reused connection is seldom a dead one.
const idleMs = 4_000;

const pool = {
  keepAlive: true,
  maxSockets: 16,
  maxFreeSockets: 4,
  timeout: idleMs,
  scheduling: 'lifo',
  autoSelectFamilyAttemptTimeout: addressPatienceMs,
} as const;

export function createS3Agents(connecting: Connecting): S3Agents {
  const { connectTo, networkInterface, proxy, trust, book } = connecting;
  const https = { ...pool, ...(trust && { secureContext: trust }) };
  if (connectTo !== undefined || networkInterface !== undefined || proxy !== undefined) {
    return { http: new DialledHttpAgent(connecting), https: new DialledHttpsAgent(https, connecting) };
  }
  // Without a wish Node opens connections by itself.
  const { lookup } = book;
  return { http: new HttpAgent({ ...pool, lookup }), https: new HttpsAgent({ ...https, lookup }) };
}

/** A connection to whoever is next on the way: the proxy, or else the endpoint, or the hop in place of either. */
async function dialNext(connecting: Connecting, endpoint: TcpAddress, signal: AbortSignal): Promise<Duplex> {
  const { connectTo, networkInterface, proxy, trust, book } = connecting;
  const next = connectTo ?? proxy?.address ?? endpoint;
  const socket = await dial(next, networkInterface, book, signal);
  return proxy?.isSecure ? securedProxy(proxy, socket, trust) : socket;
}

/** Plain requests to a proxy name their endpoint in the request line, so any connection to it will do. */
class DialledHttpAgent extends HttpAgent {
  readonly #connecting: Connecting;

  constructor(connecting: Connecting) {
    super(pool);
    this.#connecting = connecting;
  }

  override createConnection(options: ClientRequestArgs, created: Created): undefined {
    const signal = AbortSignal.timeout(this.#connecting.connectMs);
    hand(dialNext(this.#connecting, addressIn(options, 80), signal), created);
  }
}

/** TLS is spoken with the endpoint, whose name the options hold, over whatever connection was opened. */
class DialledHttpsAgent extends HttpsAgent {
  readonly #connecting: Connecting;

  constructor(options: ConstructorParameters<typeof HttpsAgent>[0], connecting: Connecting) {
    super(options);
    this.#connecting = connecting;
  }

  override createConnection(options: RequestOptions, created: Created): undefined {
    const secured = this.#carrier(addressIn(options, 443)).then((socket) => {
      const overSocket = { ...options, socket };
      return super.createConnection(overSocket) ?? socket;
    });
    hand(secured, created);
  }

  async #carrier(endpoint: TcpAddress): Promise<Duplex> {
    const { proxy, connectMs } = this.#connecting;
    const signal = AbortSignal.timeout(connectMs);
    const socket = await dialNext(this.#connecting, endpoint, signal);
    return proxy === undefined ? socket : openTunnel(proxy, endpoint, socket, signal);
  }
}

const addressIn = ({ host, port }: ClientRequestArgs, defaultPort: number): TcpAddress => ({
  host: host ?? 'localhost',
  port: Number(port ?? defaultPort),
});

function hand(opening: Promise<Duplex>, created: Created): void {
  opening.then(
    (socket) => created(null, socket),
    // Node's type asks for a stream also where there is none; its own code hands over the error alone.
    (error: Error) => Reflect.apply(created, undefined, [error]),
  );
}
