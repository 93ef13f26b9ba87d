import type { ChildProcess } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { rename, rm } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { SurecastError } from '../../contract/surecast-error.ts';
import type { TlsCertificate } from '../../contract/tls-certificate.ts';
import { makeDirectoryDurably, writeDurably } from '../../disk/durable-file.ts';
import { type CertificateRenewal, type EdgeLimits, edgeLimits } from '../edge/edge-server.ts';
import { askGeneration } from './ask-generation.ts';
import { freePort } from './free-port.ts';
import { nginxConfiguration } from './nginx-configuration.ts';
import { endNginx, hasEnded, keepNginx, type NginxCommand, objections, startNginx } from './nginx-process.ts';
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
};

/** An nginx as a child of this process. */
export type Nginx = {
  readonly port: number;
  /** Of its master process. */
  pid(): number | undefined;
  /** Goes over to another certificate without a viewer noticing; refused if nginx has something against it. */
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
  const { program, onSent, log } = options;
  const directory = resolve(options.directory);
  const { host } = options.listen;
  const command: NginxCommand = { program, directory, log };
  await makeDirectoryDurably(join(directory, 'temp'));
  const port = await freePort(options.listen);
  const listen = { host, port };
  let current = await writeCandidate(command, options, options.tls, listen);
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
  if (!(await answersAs(current, listen, () => !hasEnded(child)))) {
    await endNginx(child);
    await sentLog.close();
    throw new SurecastError('NGINX_FAILED', `nginx does not start on ${host}:${port}; the log says why.`);
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
  async function renew(tls: TlsCertificate): Promise<CertificateRenewal> {
    const next = await writeCandidate(command, options, tls, listen);
    const refused = await objections(command, nginxFiles.candidate);
    if (refused !== undefined) {
      await removeGeneration(directory, next);
      return { kind: 'refused', why: refused };
    }
    await rename(join(directory, nginxFiles.candidate), join(directory, nginxFiles.configuration));
    const before = current;
    current = next;
    // If it is just being started again, it starts with these.
    child.kill('SIGHUP');
    if (!(await answersAs(next, listen, () => !closing.signal.aborted)))
      return { kind: 'refused', why: 'nginx did not take it over yet; its own words are in the log' };
    await removeGeneration(directory, before);
    return { kind: 'renewed' };
  }

  return {
    port,
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
      await removeGeneration(directory, current);
    },
  };
}

/** A written configuration: what it answers with, and the files that only it has. */
type Generation = { readonly name: string; readonly isSecure: boolean };

const tlsFiles = (name: string) => ({ certificateFile: `${name}.crt`, keyFile: `${name}.key` });

async function writeCandidate(
  { directory }: NginxCommand,
  { upstreamPort, cacheBytes, authorizePort, limits }: NginxOptions,
  tls: TlsCertificate | undefined,
  listen: NginxOptions['listen'],
): Promise<Generation> {
  const name = randomUUID();
  const files = tlsFiles(name);
  if (tls !== undefined) {
    await writeDurably(join(directory, files.certificateFile), Buffer.from(tls.cert), 0o600);
    await writeDurably(join(directory, files.keyFile), Buffer.from(tls.key), 0o600);
  }
  const text = nginxConfiguration({
    ...{ listen, upstreamPort, authorizePort, cacheBytes, generation: name },
    tls: tls === undefined ? undefined : files,
    limits: { ...edgeLimits, ...limits },
    user: process.platform === 'linux' && process.getuid?.() === 0 ? 'root' : undefined,
  });
  await writeDurably(join(directory, nginxFiles.candidate), Buffer.from(text), 0o600);
  return { name, isSecure: tls !== undefined };
}

async function removeGeneration(directory: string, { name }: Generation): Promise<void> {
  await Promise.all(Object.values(tlsFiles(name)).map((file) => rm(join(directory, file), { force: true })));
}

async function answersAs(
  { name, isSecure }: Generation,
  { host, port }: NginxOptions['listen'],
  isAlive: () => boolean,
): Promise<boolean> {
  const deadline = performance.now() + readyWithinMs;
  while (performance.now() < deadline && isAlive()) {
    if ((await askGeneration(host, port, isSecure)) === name) return true;
    await sleep(50);
  }
  return false;
}
