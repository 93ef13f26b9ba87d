import { readFile } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { connect, credsAuthenticator, type NatsConnection } from '@nats-io/transport-node';
import { clockCause } from '../identity/clock-cause.ts';
import type { NodeIdentity } from '../identity/node-identity.ts';
import { isNewEnough, readNatsVersion } from './nats-version.ts';

/** A connection to NATS that comes and goes. It is sought for ever, with pauses of its own length in each process. */
export type NatsLink = {
  /** Undefined while there is none. */
  connection(): NatsConnection | undefined;
  /** Called with each new connection, and at once with the one there is; what is subscribed on one survives its interruptions. */
  onConnection(listener: (connection: NatsConnection) => void): void;
  /** Called whenever it is there again. */
  onUp(listener: () => void): void;
  /** Resolves once there is one; false: not in time. */
  untilConnected(timeoutMs: number): Promise<boolean>;
  close(): Promise<void>;
};

export type NatsLinkOptions = {
  readonly identity: NodeIdentity;
  /** `tls://HOST:PORT`: with the network's certificates on both sides; `nats://HOST:PORT`: as that server has it. */
  readonly servers: readonly string[];
  /** NATS's own credentials (a `.creds` file), for servers that want them. */
  readonly credentialsFile?: string | undefined;
  readonly log: (line: string) => void;
};

const pauseMs = 500;
const jitterMs = 1_000;
const connectWithinMs = 5_000;
const flushWithinMs = 1_000;
/** A server that does not answer twice in a row is left for another. */
const pingEveryMs = 2_000;

export function openNatsLink(options: NatsLinkOptions): NatsLink {
  const listeners = new Set<(connection: NatsConnection) => void>();
  const waiting = new Set<() => void>();
  const upListeners = new Set<() => void>();
  const closing = new AbortController();
  let current: NatsConnection | undefined;
  let isUp = false;
  const setUp = (up: boolean): void => {
    if (isUp === up) return;
    isUp = up;
    if (closing.signal.aborted) return;
    options.log(
      up ? `Connected to NATS at ${current?.getServer()}.` : 'NATS is away; what plays goes on playing.',
    );
    if (!up) return;
    for (const each of [...waiting, ...upListeners]) each();
  };
  const seeking = seek(options, closing.signal, async (connection) => {
    current = connection;
    setUp(true);
    const version = readNatsVersion(connection.info?.version ?? '') ?? 'of no known version';
    if (!isNewEnough(version))
      options.log(`nats-server is ${version}; 2.11 or newer is needed (NETWORK_TOO_OLD).`);
    for (const listener of listeners) listener(connection);
    await follow(connection, setUp);
    setUp(false);
    current = undefined;
  });
  return {
    connection: () => (isUp ? current : undefined),
    onConnection: (listener) => {
      listeners.add(listener);
      if (current !== undefined) listener(current);
    },
    onUp: (listener) => void upListeners.add(listener),
    untilConnected: (timeoutMs) => (isUp ? Promise.resolve(true) : waitIn(waiting, timeoutMs)),
    close: async () => {
      closing.abort();
      if (current !== undefined) await closeWhole(current);
      await seeking;
    },
  };
}

async function seek(
  options: NatsLinkOptions,
  signal: AbortSignal,
  use: (connection: NatsConnection) => Promise<void>,
): Promise<void> {
  let said = '';
  while (!signal.aborted) {
    try {
      const connection = await connectOnce(options);
      if (signal.aborted) return await connection.close();
      said = '';
      await use(connection);
    } catch (error) {
      const words = clockCause(error) ?? (error instanceof Error ? error.message : String(error));
      // The time in them is another at each attempt.
      const kind = words.replace(/\d/g, '');
      if (kind !== said) options.log(`No connection to NATS at ${options.servers.join(', ')}: ${words}.`);
      said = kind;
    }
    await sleep(pauseMs + Math.random() * jitterMs, undefined, { signal, ref: false }).catch(() => undefined);
  }
}

async function connectOnce({ identity, servers, credentialsFile }: NatsLinkOptions): Promise<NatsConnection> {
  const isPlain = servers.some((server) => server.startsWith('nats://'));
  return connect({
    servers: [...servers],
    name: identity.name,
    ...(!isPlain && { tls: identity.tls }),
    ...(credentialsFile !== undefined && {
      authenticator: credsAuthenticator(await readFile(credentialsFile)),
    }),
    timeout: connectWithinMs,
    pingInterval: pingEveryMs,
    maxPingOut: 2,
    maxReconnectAttempts: -1,
    ignoreAuthErrorAbort: true,
    reconnectTimeWait: pauseMs,
    reconnectJitter: jitterMs,
    reconnectJitterTLS: jitterMs,
  });
}

/**
 * Closes it once the server has all that was said. A connection whose server has just gone must not be closed at that moment: nats.js
 * would write to it once more, and nobody would be there to take the error.
 */
async function closeWhole(connection: NatsConnection): Promise<void> {
  const late = sleep(flushWithinMs, undefined, { ref: false });
  await Promise.race([connection.flush(), late]).catch(() => undefined);
  await connection.close();
}

/** Until the connection is closed for good. */
async function follow(connection: NatsConnection, setUp: (up: boolean) => void): Promise<void> {
  for await (const status of connection.status()) {
    if (status.type === 'disconnect') setUp(false);
    if (status.type === 'reconnect') setUp(true);
  }
  await connection.closed();
}

function waitIn(waiting: Set<() => void>, timeoutMs: number): Promise<boolean> {
  return new Promise((resolve) => {
    const end = (came: boolean): void => {
      clearTimeout(timer);
      waiting.delete(come);
      resolve(came);
    };
    const come = (): void => end(true);
    const timer = setTimeout(() => end(false), timeoutMs);
    waiting.add(come);
  });
}
