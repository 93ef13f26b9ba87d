import { readFileSync, renameSync } from 'node:fs';
import type { AgentOptions } from 'node:https';
import { Agent, request } from 'node:https';
import type { TLSSocket } from 'node:tls';
import type { Certificate } from '../../fixtures/servers/certificates.ts';

/** Asks a server on this machine for a page. Returns the status and the certificate that was shown, DER in base64. */
export function askSecurely(
  port: number,
  path: string,
  agent: Agent,
): Promise<{ readonly status: number; readonly shown: string }> {
  return new Promise((resolve, reject) => {
    request({ host: '127.0.0.1', port, path, agent }, (response) => {
      const { raw } = (response.socket as TLSSocket).getPeerCertificate();
      response.resume().once('end', () => {
        resolve({ status: response.statusCode ?? 0, shown: raw.toString('base64') });
      });
    })
      .once('error', reject)
      .end();
  });
}

/** Connections that trust an authority; TLS sessions are not resumed, which would show no certificate. */
export const agentFor = (caFile: string, options: AgentOptions = {}): Agent =>
  new Agent({ ca: readFileSync(caFile), maxCachedSessions: 0, ...options });

export const derOf = ({ certificate }: Certificate): string =>
  readFileSync(certificate, 'utf8')
    .replace(/-----[A-Z ]+-----/g, '')
    .replaceAll(/\s/g, '');

/** Puts other files in the place of a server's, one rename after the other. */
export function renew(files: Certificate, { certificate, key }: Certificate): void {
  renameSync(certificate, files.certificate);
  renameSync(key, files.key);
}
