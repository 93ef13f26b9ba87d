import type { ChildProcess } from 'node:child_process';
import { rename } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { SurecastError } from '../../contract/surecast-error.ts';
import type { TlsCertificate } from '../../contract/tls-certificate.ts';
import { makeDirectoryDurably } from '../../disk/durable-file.ts';
import { hasEnded } from '../control/end-child.ts';
import type { CertificateRenewal, EdgeLimits } from '../edge/edge-server.ts';
import { askGeneration } from './ask-generation.ts';
import { freePort } from './free-port.ts';
import { type Generation, removeCopiesBut, writeCandidate } from './nginx-generation.ts';
import { endNginx, keepNginx, type NginxCommand, objections, startNginx } from './nginx-process.ts';
import { nginxFiles } from './nginx-settings.ts';
import { openSentLog } from './sent-log.ts';

export type NginxOptions = {
  /** Undefined: plain HTTP. */
  readonly tls: TlsCertificate | undefined;
  /** What segments may take on the disk. */
  readonly cacheBytes: number;
  /** Port of `openAuthorizeServer`; undefined: everyone may have all. */
  readonly authorizePort: number | undefined;
  readonly limits?: Partial<EdgeLimits>;
  /** From `findNginx`. */
  readonly program: string;
  /** Of its own: configuration, cache, log. */
  readonly directory: string;
  /** Port 0: a free one. */
  readonly listen: { readonly host: string; readonly port: number };
  readonly upstreamPort: number;
  readonly onSent: (broadcast: string, bytes: number) => void;
  readonly log: (line: string) => void;
  /** The log of what was sent is begun anew beyond this. */
  readonly largestLogBytes?: number;
  /** A renewed certificate that nginx does not show after so long is delayed. */
  readonly renewWithinMs?: number;
};

/** An nginx as a child of this process. */
export type Nginx = {
  readonly port: number;
  /** Of its master process. */
  pid(): number | undefined;
  /** Goes over to another certificate without a viewer noticing; refused if nginx has something against it, delayed until it does. */
  renewCertificate(tls: TlsCertificate): Promise<CertificateRenewal>;
  close(): Promise<void>;
};

const readyWithinMs = 30_000;
const lookEveryMs = 1_000;

/**
 * Starts nginx, starts it again whenever it dies, and takes it along when this process ends.
 * @throws SurecastError NODE_ADDRESS_TAKEN, NGINX_FAILED
 */
export async function openNginx(options: NginxOptions): Promise<Nginx> {
  const directory = resolve(options.directory);
  const listen = { host: options.listen.host, port: await freePort(options.listen) };
  await makeDirectoryDurably(join(directory, 'temp'));
  await removeCopiesBut(directory, undefined);
  try {
    return await open({ ...options, directory, listen });
  } catch (error) {
    await removeCopiesBut(directory, undefined).catch(() => undefined);
    throw error;
  }
}

async function open(options: NginxOptions): Promise<Nginx> {
  const { program, directory, listen, onSent, log, renewWithinMs = readyWithinMs } = options;
  const command: NginxCommand = { program, directory, log };
  let current = await writeCandidate(directory, settingsOf(options), options.tls);
  const why = await objections(command, nginxFiles.candidate);
  if (why !== undefined) throw new SurecastError('NGINX_FAILED', `nginx refuses its configuration: ${why}`);
  await rename(join(directory, nginxFiles.candidate), join(directory, nginxFiles.configuration));
  const start = (): ChildProcess => startNginx(command, nginxFiles.configuration);
  const sentLog = await openSentLog({
    ...{ directory, onSent },
    ...(options.largestLogBytes !== undefined && { largestBytes: options.largestLogBytes }),
    reopen: () => void child.kill('SIGUSR1'),
  });
  let child = start();
  if (!(await answersAs(current, listen, readyWithinMs, () => !hasEnded(child)))) {
    await endNginx(child);
    await sentLog.close();
    throw new SurecastError(
      'NGINX_FAILED',
      `nginx does not start on ${listen.host}:${listen.port}; the log says why.`,
    );
  }
  const closing = new AbortController();
  const keeping = keepNginx(child, closing.signal, () => {
    log('nginx has ended: it is started again.');
    child = start();
    return child;
  });
  const reading = setInterval(() => {
    sentLog.read().catch((error: unknown) => log(`What nginx has sent can’t be read: ${String(error)}`));
  }, lookEveryMs);

  let renewing: Promise<CertificateRenewal> = Promise.resolve({ kind: 'renewed' });
  async function goOver(tls: TlsCertificate): Promise<CertificateRenewal> {
    const next = await writeCandidate(directory, settingsOf(options), tls);
    const refused = await objections(command, nginxFiles.candidate);
    if (refused !== undefined) return { kind: 'refused', why: refused };
    await rename(join(directory, nginxFiles.candidate), join(directory, nginxFiles.configuration));
    current = next;
    // If it is just being started again, it starts with these.
    child.kill('SIGHUP');
    if (await answersAs(next, listen, renewWithinMs, () => !closing.signal.aborted))
      return { kind: 'renewed' };
    const delayed = closing.signal.aborted ? 'the edge ends' : 'nginx’s own words are in the log';
    return { kind: 'delayed', why: delayed };
  }
  async function renew(tls: TlsCertificate): Promise<CertificateRenewal> {
    try {
      return await goOver(tls);
    } finally {
      // Whatever came of it: going over and starting, nginx reads what the configuration names.
      await removeCopiesBut(directory, current);
    }
  }

  return {
    port: listen.port,
    pid: () => child.pid,
    renewCertificate(tls) {
      renewing = renewing.then(
        () => renew(tls),
        () => renew(tls),
      );
      return renewing;
    },
    async close() {
      clearInterval(reading);
      closing.abort();
      await renewing.catch(() => undefined);
      await endNginx(child);
      await keeping;
      await sentLog.read().catch(() => undefined);
      await sentLog.close();
      await removeCopiesBut(directory, undefined);
    },
  };
}

const settingsOf = ({ listen, upstreamPort, cacheBytes, authorizePort, limits }: NginxOptions) => ({
  ...{ listen, upstreamPort, cacheBytes, authorizePort },
  ...(limits !== undefined && { limits }),
});

async function answersAs(
  { name, isSecure }: Generation,
  { host, port }: NginxOptions['listen'],
  withinMs: number,
  isAlive: () => boolean,
): Promise<boolean> {
  const deadline = performance.now() + withinMs;
  while (performance.now() < deadline && isAlive()) {
    if ((await askGeneration(host, port, isSecure)) === name) return true;
    await sleep(50);
  }
  return false;
}
