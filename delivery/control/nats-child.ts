import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { connect } from 'node:net';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { SurecastError } from '../../contract/surecast-error.ts';
import { makeDirectoryDurably, writeDurably } from '../../disk/durable-file.ts';
import { identityFiles } from '../identity/identity-files.ts';
import { endChild, hasEnded, untilEnded } from './end-child.ts';
import { endWithParent } from './end-with-parent.ts';
import { natsConfiguration } from './nats-configuration.ts';

/** A nats-server of this process's own, for a network on one machine, or whose other nodes come to this one. */
export type NatsChild = {
  /** `tls://HOST:PORT` */
  readonly url: string;
  close(): Promise<void>;
};

export type NatsChildOptions = {
  /** From `findNatsServer`. */
  readonly program: string;
  /** Where its configuration, its log and the plan lie. */
  readonly directory: string;
  /** The node's identity folder: the server shows the same certificate. */
  readonly identityDirectory: string;
  /** Name that its log has it by. */
  readonly name: string;
  readonly host?: string;
  readonly port: number;
  readonly log: (line: string) => void;
};

const readyWithinMs = 30_000;
const restartAfterMs = 500;

/**
 * Starts a nats-server, starts it again whenever it dies, and takes it along when this process ends.
 * @throws SurecastError NODE_ADDRESS_TAKEN, NETWORK_UNREACHABLE: it does not start; its log says why
 */
export async function startNatsChild(options: NatsChildOptions): Promise<NatsChild> {
  const { directory, port, log, host = '127.0.0.1' } = options;
  if (await isAnswered(host, port))
    throw new SurecastError('NODE_ADDRESS_TAKEN', `Another program listens on ${host}:${port}.`, {
      cure: `If it is a nats-server of this network, name it with --nats tls://${host}:${port}.`,
    });
  const file = await writeConfiguration(options, host);
  let child = start(options.program, file);
  if (!(await isReady(child, host, port))) {
    await endChild(child);
    throw new SurecastError('NETWORK_UNREACHABLE', `nats-server does not start on ${host}:${port}.`, {
      cure: `${join(directory, 'nats.log')} says why.`,
    });
  }
  const closing = new AbortController();
  const keeping = keepAlive(child, closing.signal, () => {
    log('nats-server has ended: it is started again.');
    child = start(options.program, file);
    return child;
  });
  return {
    url: `tls://${anyAddress.has(host) ? '127.0.0.1' : host}:${port}`,
    close: async () => {
      closing.abort();
      await endChild(child);
      await keeping;
    },
  };
}

/** Listening on all addresses, it is reached on this one too. */
const anyAddress = new Set(['0.0.0.0', '::']);

async function writeConfiguration(options: NatsChildOptions, host: string): Promise<string> {
  const directory = resolve(options.directory);
  const identity = resolve(options.identityDirectory);
  await makeDirectoryDurably(directory);
  const file = join(directory, 'nats.conf');
  const text = natsConfiguration({
    serverName: options.name,
    host,
    port: options.port,
    storeDirectory: join(directory, 'jetstream'),
    logFile: join(directory, 'nats.log'),
    tls: {
      ca: join(identity, identityFiles.authority),
      certificate: join(identity, identityFiles.certificate),
      key: join(identity, identityFiles.key),
    },
  });
  await writeDurably(file, Buffer.from(text), 0o600);
  return file;
}

function start(program: string, file: string): ChildProcess {
  // A group of its own: Ctrl-C is for this process, which ends it when all else is done.
  const child = spawn(program, ['-c', file], { stdio: 'ignore', detached: true, windowsHide: true });
  child.on('error', () => undefined);
  endWithParent(child);
  return child;
}

async function keepAlive(first: ChildProcess, signal: AbortSignal, again: () => ChildProcess): Promise<void> {
  for (let child = first; ; child = again()) {
    await untilEnded(child);
    await sleep(restartAfterMs + Math.random() * restartAfterMs, undefined, { signal }).catch(
      () => undefined,
    );
    if (signal.aborted) return;
  }
}

async function isReady(child: ChildProcess, host: string, port: number): Promise<boolean> {
  const deadline = performance.now() + readyWithinMs;
  while (performance.now() < deadline && !hasEnded(child)) {
    if (await isAnswered(host, port)) return true;
    await sleep(50);
  }
  return false;
}

async function isAnswered(host: string, port: number): Promise<boolean> {
  const socket = connect(port, host);
  try {
    await once(socket, 'connect');
    return true;
  } catch {
    return false;
  } finally {
    socket.destroy();
  }
}
