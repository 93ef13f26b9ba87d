import { randomUUID } from 'node:crypto';
import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { TlsCertificate } from '../../contract/tls-certificate.ts';
import { writeDurably } from '../../disk/durable-file.ts';
import { type EdgeLimits, edgeLimits } from '../edge/edge-server.ts';
import { nginxConfiguration } from './nginx-configuration.ts';
import { type NginxSettings, nginxFiles } from './nginx-settings.ts';

/** A written configuration: what it answers with, which its copies of the certificate and the key are named by. */
export type Generation = { readonly name: string; readonly isSecure: boolean };

export type GenerationSettings = Pick<
  NginxSettings,
  'listen' | 'upstreamPort' | 'cacheBytes' | 'authorizePort'
> & {
  readonly limits?: Partial<EdgeLimits>;
};

const tlsFiles = (name: string) => ({ certificateFile: `${name}.crt`, keyFile: `${name}.key` });

/** Writes the next configuration, with copies of the certificate of its own. nginx is told nothing of it. */
export async function writeCandidate(
  directory: string,
  { limits, ...settings }: GenerationSettings,
  tls: TlsCertificate | undefined,
): Promise<Generation> {
  const name = randomUUID();
  const files = tlsFiles(name);
  if (tls !== undefined) {
    await writeDurably(join(directory, files.certificateFile), Buffer.from(tls.cert), 0o600);
    await writeDurably(join(directory, files.keyFile), Buffer.from(tls.key), 0o600);
  }
  const text = nginxConfiguration({
    ...settings,
    generation: name,
    tls: tls === undefined ? undefined : files,
    limits: { ...edgeLimits, ...limits },
    user: process.platform === 'linux' && process.getuid?.() === 0 ? 'root' : undefined,
  });
  await writeDurably(join(directory, nginxFiles.candidate), Buffer.from(text), 0o600);
  return { name, isSecure: tls !== undefined };
}

/** The second half: one that was being written when the process was killed. */
const copy = /^([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})\.(?:crt|key)(?:\.[0-9a-f]+\.tmp)?$/;

/**
 * Removes the copies of certificates and keys of all generations but one, also of earlier lives of this edge: a key that nginx
 * does not need lies nowhere. @param kept undefined: none
 */
export async function removeCopiesBut(directory: string, kept: Generation | undefined): Promise<void> {
  const names = await readdir(directory);
  const old = names.filter((name) => {
    const generation = copy.exec(name)?.[1];
    return generation !== undefined && generation !== kept?.name;
  });
  await Promise.all(old.map((name) => rm(join(directory, name), { force: true })));
}
